// Wrong: a thread takes several items at a time while many are left, as OpenMP's schedule(guided)
// does: an item may wait for another though a thread is free.
// Rejected by: concurrent (deadlock, serial)
#include "indexed_map.hpp"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
  std::mutex mutex;
  std::size_t next = 0;  // guarded by mutex

  const auto take_range = [&] {
    const std::scoped_lock lock(mutex);
    const std::size_t begin = next;
    next += std::min(items.size() - next,
                     std::max<std::size_t>(1, (items.size() - next) / (2 * count)));
    return std::pair(begin, next);
  };
  const auto take_items = [&] {
    for (auto [i, end] = take_range(); i < end; std::tie(i, end) = take_range()) {
      for (; i < end; ++i) {
        try {
          outcomes[i] = f(items[i]);
        } catch (...) {
          outcomes[i] = std::current_exception();
        }
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back(take_items);
  }
  return outcomes;
}
