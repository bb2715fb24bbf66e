// Wrong: joins the pool to wait for its tasks. That waits for everybody else's tasks too,
// afterwards the pool has no threads, and two who do so at once join and free the same threads.
// Rejected by: race-free (deadlock, wrong result, data race, use after free), correct (hang, wrong
// result, memory error, crash), concurrent (data race, use after free)
#include "pool_map.hpp"

#include <boost/asio/post.hpp>
#include <cstddef>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  const bool inside = pool.get_executor().running_in_this_thread();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto task = [&items, &f, &outcomes, i] {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  if (!inside) pool.join();
  return outcomes;
}
