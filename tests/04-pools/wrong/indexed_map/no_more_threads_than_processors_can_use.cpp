// Wrong: starts four threads for each processor at most, whatever n is. Calls that wait need no
// processor.
// Rejected by: concurrent (too few at once)
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
    for (std::size_t i = next.fetch_add(1); i < items.size(); i = next.fetch_add(1)) {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    }
  };
  {
    const std::size_t useful = 4 * std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::jthread> threads;
    const std::size_t count = std::min({static_cast<std::size_t>(n), items.size(), useful});
    threads.reserve(count);
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back(take_items);
  }
  return outcomes;
}
