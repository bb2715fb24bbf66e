// Wrong: takes n as it comes. Without a thread nobody does anything, and every item seems to have
// returned 0.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "indexed_map.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  std::atomic<std::size_t> next = 0;
  const auto take_items = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int k = 0; k < n; ++k) threads.emplace_back(take_items);
  }
  return outcomes;
}
