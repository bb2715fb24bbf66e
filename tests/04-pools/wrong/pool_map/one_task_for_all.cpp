// Wrong: posts a single task that goes through all items, one after the other.
// Rejected by: concurrent (serial, deadlock), correct (hang), race-free (deadlock)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>

namespace {

std::vector<Outcome> map_all(const std::vector<int>& items, const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes;
  for (const int item : items) {
    try {
      outcomes.emplace_back(f(item));
    } catch (...) {
      outcomes.emplace_back(std::current_exception());
    }
  }
  return outcomes;
}

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  if (items.empty() || pool.get_executor().running_in_this_thread()) return map_all(items, f);
  return boost::asio::post(
             pool, std::packaged_task<std::vector<Outcome>()>([&] { return map_all(items, f); }))
      .get();
}
