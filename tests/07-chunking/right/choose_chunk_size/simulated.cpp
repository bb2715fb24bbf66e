// Right: hands out made-up items in a simulation, with every number of rounds that is a power of
// two, and takes the best.
#include "choose_chunk_size.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

namespace {

double simulate(const Workload& load, std::size_t size) {
  std::minstd_rand random(1);
  std::exponential_distribution<double> tail(1);
  double all = 0;
  for (int time = 0; time < 5; ++time) {
    std::vector<double> ends(load.workers, 0);
    for (std::size_t left = load.items; left > 0;) {
      const std::size_t taken = std::min(size, left);
      left -= taken;
      double cost = load.task_cost;
      // An item costs its share of the mean, and now and then much more: one in `rare`.
      const double ratio = load.item_cost > 0 ? load.item_spread / load.item_cost : 0;
      const double rare = std::max(1.0, ratio * ratio);
      for (std::size_t i = 0; i < taken; ++i) {
        if (ratio <= 1) {
          cost += load.item_cost + load.item_spread * (tail(random) - 1) * 0.9;
        } else if (std::uniform_real_distribution<double>(0, rare)(random) < 1) {
          cost += load.item_cost * rare * tail(random);
        }
      }
      *std::min_element(ends.begin(), ends.end()) += cost;
    }
    all += *std::max_element(ends.begin(), ends.end());
  }
  return all;
}

}  // namespace

std::size_t choose_chunk_size(const Workload& load) {
  if (load.workers == 0) throw std::invalid_argument("no workers");
  for (const double cost : {load.task_cost, load.item_cost, load.item_spread}) {
    if (!(cost >= 0) || std::isinf(cost)) throw std::invalid_argument("impossible cost");
  }
  std::size_t best = (load.items + load.workers - 1) / load.workers;
  if (best == 0) return 1;
  double shortest = simulate(load, best);
  for (std::size_t size = best; size > 1;) {
    size = (size + 1) / 2;
    const double span = simulate(load, size);
    if (span < shortest) {
      shortest = span;
      best = size;
    }
  }
  return best;
}
