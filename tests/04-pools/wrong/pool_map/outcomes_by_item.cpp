// Wrong: keeps the outcomes by their items: items that are equal get the same outcome.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "pool_map.hpp"

#include <boost/asio/post.hpp>
#include <cstddef>
#include <latch>
#include <map>
#include <mutex>
#include <utility>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::mutex mutex;
  std::map<int, Outcome> by_item;  // guarded by mutex
  std::latch left(static_cast<std::ptrdiff_t>(items.size()));
  const bool inside = pool.get_executor().running_in_this_thread();
  for (const int item : items) {
    const auto task = [&, item] {
      Outcome outcome;
      try {
        outcome = f(item);
      } catch (...) {
        outcome = std::current_exception();
      }
      {
        const std::scoped_lock lock(mutex);
        by_item[item] = std::move(outcome);
      }
      left.count_down();
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  left.wait();
  std::vector<Outcome> outcomes;
  for (const int item : items) outcomes.push_back(by_item.at(item));
  return outcomes;
}
