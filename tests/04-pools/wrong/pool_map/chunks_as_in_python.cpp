// Wrong: a task for several items, as many as Python's Pool.map takes, a quarter of a thread's
// share: an item may wait for another though a thread is free.
// Rejected by: concurrent (serial, deadlock)
#include "pool_map.hpp"

#include <algorithm>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <future>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  const auto map_range = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    }
  };
  if (pool.get_executor().running_in_this_thread()) {
    map_range(0, items.size());
    return outcomes;
  }
  const std::size_t threads =
      boost::asio::query(pool.get_executor(), boost::asio::execution::occupancy);
  const std::size_t chunk =
      std::max<std::size_t>(1, (items.size() + 4 * threads - 1) / (4 * threads));
  std::vector<std::future<void>> ended;
  for (std::size_t begin = 0; begin < items.size(); begin += chunk) {
    const std::size_t end = std::min(begin + chunk, items.size());
    ended.push_back(boost::asio::post(
        pool, std::packaged_task<void()>([&map_range, begin, end] { map_range(begin, end); })));
  }
  for (std::future<void>& each : ended) each.get();
  return outcomes;
}
