// Wrong: lets a worker wait for the slowest one however many there are. A single one waits for
// nobody, and more than one chunk is handed out to it for nothing.
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
  std::size_t best = 1;
  double cheapest = std::numeric_limits<double>::infinity();
  for (std::size_t rounds = 1; rounds <= share; ++rounds) {
    const std::size_t size = divide_up(share, rounds);
    // Each round is a handing out. The sum of `size` costs has a deviation of sqrt(size) of them.
    const double wait = load.item_spread * std::sqrt(2 * static_cast<double>(size));
    const double cost = static_cast<double>(rounds) * load.task_cost + wait;
    if (cost < cheapest) {
      cheapest = cost;
      best = size;
    }
  }
  return best;
}
