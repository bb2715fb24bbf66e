// Wrong: reads the index and counts it up in two steps, so that two threads may read the same.
// Rejected by: race-free (wrong result, data race), correct (wrong result, memory error, leak, crash),
// concurrent (data race)
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
    while (true) {
      const std::size_t i = next;
      next = i + 1;
      if (i >= items.size()) return;
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
