// Wrong: takes a spread below 1e-6 for none, whatever the unit of time: with items of a nanosecond,
// in seconds, every spread is none.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "choose_chunk_size.hpp"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <stdexcept>

namespace {

std::size_t divide_up(std::size_t number, std::size_t by) {
  return number / by + (number % by == 0 ? 0 : 1);
}

}  // namespace

std::size_t choose_chunk_size(const Workload& load) {
  if (load.workers == 0) throw std::invalid_argument("choose_chunk_size: no workers");
  for (const double cost : {load.task_cost, load.item_cost, load.item_spread}) {
    if (!std::isfinite(cost) || cost < 0) {
      throw std::invalid_argument("choose_chunk_size: a cost that no work can have");
    }
  }
  // Workers that all get `rounds` chunks end together, but for the spread. So the choice is how
  // many rounds there are; the size follows, rounded up, lest a few items need a round of their
  // own.
  const std::size_t share = divide_up(load.items, load.workers);
  const double many = std::log(static_cast<double>(load.workers));
  constexpr double kNothing = 1e-6;  // doubles are never quite 0
  const double spread = load.item_spread < kNothing ? 0 : load.item_spread;
  std::size_t best = 1;
  double cheapest = std::numeric_limits<double>::infinity();
  for (std::size_t rounds = 1; rounds <= share; ++rounds) {
    const std::size_t size = divide_up(share, rounds);
    // Each round is a handing out. The sum of `size` costs has a deviation of sqrt(size) of them,
    // and the slowest of n workers is about sqrt(2 ln n) deviations behind the average one.
    const double wait = spread * std::sqrt(2 * static_cast<double>(size) * many);
    const double cost = static_cast<double>(rounds) * load.task_cost + wait;
    if (cost < cheapest) {
      cheapest = cost;
      best = size;
    }
  }
  return best;
}
