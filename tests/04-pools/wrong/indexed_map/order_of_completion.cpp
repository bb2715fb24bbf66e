// Wrong: whoever ends first takes the first place in the results.
// Rejected by: correct (wrong result), race-free (wrong result)
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
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> ended = 0;
  const auto take_items = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      Outcome outcome;
      try {
        outcome = f(items[i]);
      } catch (...) {
        outcome = std::current_exception();
      }
      outcomes[ended++] = outcome;
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
    for (std::size_t k = 0; k < count; ++k) threads.emplace_back(take_items);
  }
  return outcomes;
}
