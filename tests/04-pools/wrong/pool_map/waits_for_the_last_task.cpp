// Wrong: posts one more task and waits for that one. The pool begins its tasks in order, but those
// before may still be running when the last one has ended.
// Rejected by: correct (wrong result, memory error, crash, hang), race-free (wrong result, data
// race, use after free, deadlock), concurrent (data race, use after free)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <future>

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
  if (!inside) boost::asio::post(pool, std::packaged_task<void()>([] {})).wait();
  return outcomes;
}
