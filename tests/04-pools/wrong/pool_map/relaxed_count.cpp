// Wrong: counts the ended tasks with relaxed atomics, which makes nothing that they wrote visible
// to the caller.
// Rejected by: race-free (data race, use after free), concurrent (data race, use after free)
#include "pool_map.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  const auto left = std::make_shared<std::atomic<std::size_t>>(items.size());
  const bool inside = pool.get_executor().running_in_this_thread();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto task = [&items, &f, &outcomes, left, i] {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
      left->fetch_sub(1, std::memory_order_relaxed);
      left->notify_all();
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  while (const std::size_t n = left->load(std::memory_order_relaxed)) {
    left->wait(n, std::memory_order_relaxed);
  }
  return outcomes;
}
