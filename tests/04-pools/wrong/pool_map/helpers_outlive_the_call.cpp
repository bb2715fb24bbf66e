// Wrong: within a task it lets the other threads help, and returns when all items are done. Helpers
// that had no thread until then come later, and look for items in a frame that has gone.
// Rejected by: correct (memory error, crash, wrong result), race-free (use after free, data race,
// memory error, crash, wrong result), concurrent (use after free)
#include "pool_map.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> ended = 0;
  const auto take_items = [&] {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
      ++ended;
      ended.notify_all();
    }
  };
  for (std::size_t i = 0; i < items.size(); ++i) boost::asio::post(pool, take_items);
  if (pool.get_executor().running_in_this_thread()) take_items();
  for (std::size_t n = ended; n < items.size(); n = ended) ended.wait(n);
  return outcomes;
}
