// Wrong: waits for its tasks wherever it is called. When every thread of the pool waits like that,
// none is left to run them.
// Rejected by: correct (hang), race-free (deadlock)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<std::future<int>> results;
  for (const int item : items) {
    results.push_back(
        boost::asio::post(pool, std::packaged_task<int()>([&f, item] { return f(item); })));
  }
  std::vector<Outcome> outcomes;
  for (std::future<int>& result : results) {
    try {
      outcomes.emplace_back(result.get());
    } catch (...) {
      outcomes.emplace_back(std::current_exception());
    }
  }
  return outcomes;
}
