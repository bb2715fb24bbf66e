// Wrong: keeps the outcomes by their items: items that are equal get the same outcome.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "indexed_map.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::mutex mutex;
  std::map<int, Outcome> by_item;  // guarded by mutex
  std::atomic<std::size_t> next = 0;
  const auto take_items = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      Outcome outcome;
      try {
        outcome = f(items[i]);
      } catch (...) {
        outcome = std::current_exception();
      }
      const std::scoped_lock lock(mutex);
      by_item[items[i]] = std::move(outcome);
    }
  };
  {
    std::vector<std::jthread> threads;
    const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back(take_items);
  }
  std::vector<Outcome> outcomes;
  for (const int item : items) outcomes.push_back(by_item.at(item));
  return outcomes;
}
