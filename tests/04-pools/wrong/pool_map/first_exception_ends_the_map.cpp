// Wrong: throws the first exception, as Python's map does, so that the outcomes of all other items
// are lost.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes;
  if (pool.get_executor().running_in_this_thread()) {
    for (const int item : items) outcomes.emplace_back(f(item));
    return outcomes;
  }
  std::vector<std::future<int>> results;
  for (const int item : items) {
    results.push_back(
        boost::asio::post(pool, std::packaged_task<int()>([&f, item] { return f(item); })));
  }
  for (std::future<int>& result : results) result.wait();
  for (std::future<int>& result : results) outcomes.emplace_back(result.get());
  return outcomes;
}
