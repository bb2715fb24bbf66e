// Wrong: a static mutex makes it safe for several threads: one map at a time, on whatever pools. A
// map within a task of another pool waits for ever.
// Rejected by: concurrent (serial, deadlock), correct (hang), race-free (deadlock)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <mutex>

namespace {

template <typename Call>
Outcome outcome_of(const Call& call) {
  try {
    return call();
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(items.size());
  if (pool.get_executor().running_in_this_thread()) {
    for (const int item : items) outcomes.push_back(outcome_of([&] { return f(item); }));
    return outcomes;
  }
  static std::mutex one_map;
  const std::scoped_lock lock(one_map);
  std::vector<std::future<int>> results;
  results.reserve(items.size());
  for (const int item : items) {
    results.push_back(
        boost::asio::post(pool, std::packaged_task<int()>([&f, item] { return f(item); })));
  }
  for (std::future<int>& result : results) {
    outcomes.push_back(outcome_of([&] { return result.get(); }));
  }
  return outcomes;
}
