// Wrong: the index is static, and each call begins it anew, also when another call is still
// counting.
// Rejected by: race-free (wrong result, data race, memory error, crash, hang), correct (wrong
// result, memory error, crash, hang)
#include "indexed_map.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  static std::atomic<std::size_t> next;
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  next = 0;
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
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
    threads.reserve(count);
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back(take_items);
  }
  return outcomes;
}
