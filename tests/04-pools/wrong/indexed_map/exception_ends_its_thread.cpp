// Wrong: the try block is round the loop, so that a thread whose item threw takes no more. When all
// threads have met such an item, the rest is never done.
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
  const auto take_items = [&] {
    std::size_t i = 0;
    try {
      for (i = next++; i < items.size(); i = next++) outcomes[i] = f(items[i]);
    } catch (...) {
      outcomes[i] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
    for (std::size_t k = 0; k < count; ++k) threads.emplace_back(take_items);
  }
  return outcomes;
}
