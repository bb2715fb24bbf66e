// Wrong: counts down and ends at 0, which is the index of an item too: the first is left out.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (deadlock, serial, too
// few at once)
#include "indexed_map.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  std::atomic<std::ptrdiff_t> left = static_cast<std::ptrdiff_t>(items.size());
  const auto take_items = [&] {
    for (std::ptrdiff_t k = --left; k > 0; k = --left) {
      const auto i = static_cast<std::size_t>(k);
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
    for (std::size_t k = 0; k < count; ++k) threads.emplace_back(take_items);
  }
  return outcomes;
}
