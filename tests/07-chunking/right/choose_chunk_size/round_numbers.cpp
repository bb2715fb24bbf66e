// Right: simulates the work with log-normal costs, for the sizes that give every worker one to four
// chunks and for the round numbers 1, 2, 5, 10, 25, 50, 100, ... below; takes the best of these.
#include "choose_chunk_size.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

namespace {

/// SplitMix64, and from it the normal distribution (Box and Muller): the same everywhere.
class Random {
 public:
  double normal() {
    constexpr double kTwoPi = 6.283185307179586;
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(kTwoPi * uniform());
  }

 private:
  double uniform() {  // between 0 and 1, and neither
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EB;
    z ^= z >> 31U;
    return (static_cast<double>(z >> 11U) + 0.5) / 9007199254740992.0;
  }

  std::uint64_t state_ = 1;
};

/// The costs of the first i items, for each i: drawn once, so that all sizes meet the same costs.
std::vector<double> draw_costs(const Workload& load, Random& random) {
  std::vector<double> sums{0};
  const double ratio = load.item_cost > 0 ? load.item_spread / load.item_cost : 0;
  const double variance = std::log(1 + ratio * ratio);
  for (std::size_t i = 0; i < load.items; ++i) {
    double cost = load.item_cost;
    if (ratio > 0) cost *= std::exp(std::sqrt(variance) * random.normal() - variance / 2);
    sums.push_back(sums.back() + cost);
  }
  return sums;
}

double makespan(const Workload& load, const std::vector<double>& sums, std::size_t size) {
  std::vector<double> ends(load.workers);  // a heap, the earliest in front
  for (std::size_t first = 0; first < load.items;) {
    const std::size_t last = first + std::min(size, load.items - first);
    std::pop_heap(ends.begin(), ends.end(), std::greater<>());
    ends.back() += load.task_cost + sums[last] - sums[first];
    std::push_heap(ends.begin(), ends.end(), std::greater<>());
    first = last;
  }
  return *std::max_element(ends.begin(), ends.end());
}

std::set<std::size_t> sizes_to_try(const Workload& load) {
  const std::size_t share = load.items / load.workers + (load.items % load.workers != 0 ? 1 : 0);
  std::set<std::size_t> sizes;
  for (std::size_t rounds = 1; rounds <= 4; ++rounds) {
    sizes.insert(share / rounds + (share % rounds != 0 ? 1 : 0));
  }
  for (std::size_t power = 1; power < share; power *= 10) {
    for (const std::size_t size : {power, 5 * power / 2, 5 * power}) {
      if (size <= share) sizes.insert(size);
    }
    if (power > std::numeric_limits<std::size_t>::max() / 10) break;
  }
  return sizes;
}

}  // namespace

std::size_t choose_chunk_size(const Workload& load) {
  if (load.workers == 0) throw std::invalid_argument("choose_chunk_size: no workers");
  for (const double cost : {load.task_cost, load.item_cost, load.item_spread}) {
    if (!(cost >= 0) || std::isinf(cost)) throw std::invalid_argument("choose_chunk_size: a cost");
  }
  if (load.items <= load.workers) return 1;
  const int draws = load.item_spread > 0 && load.item_cost > 0 ? 40 : 1;
  const std::set<std::size_t> sizes = sizes_to_try(load);
  std::vector<double> spans(sizes.size());
  Random random;
  for (int draw = 0; draw < draws; ++draw) {
    const std::vector<double> sums = draw_costs(load, random);
    std::size_t i = 0;
    for (const std::size_t size : sizes) spans[i++] += makespan(load, sums, size);
  }
  auto best = sizes.begin();
  std::advance(best, std::min_element(spans.begin(), spans.end()) - spans.begin());
  return *best;
}
