// Wrong: where it calls f itself, within a task of the pool, it catches what derives from
// std::exception only.
// Rejected by: correct (crash, wrong result), race-free (crash, wrong result)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(items.size());
  if (pool.get_executor().running_in_this_thread()) {
    for (const int item : items) {
      try {
        outcomes.emplace_back(f(item));
      } catch (const std::exception&) {
        outcomes.emplace_back(std::current_exception());
      }
    }
    return outcomes;
  }
  std::vector<std::future<int>> results;
  results.reserve(items.size());
  for (const int item : items) {
    results.push_back(
        boost::asio::post(pool, std::packaged_task<int()>([&f, item] { return f(item); })));
  }
  for (std::future<int>& result : results) {
    try {
      outcomes.emplace_back(result.get());
    } catch (...) {
      outcomes.emplace_back(std::current_exception());
    }
  }
  return outcomes;
}
