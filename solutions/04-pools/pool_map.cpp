#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>

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
  // A task must not wait for tasks of its own pool: when every thread of the pool waits, none is
  // left to do what they wait for. This thread is the pool's, so it may do the work itself.
  if (pool.get_executor().running_in_this_thread()) {
    for (const int item : items) outcomes.push_back(outcome_of([&] { return f(item); }));
    return outcomes;
  }
  // A packaged_task lets no exception out of the pool's task: its future keeps value or exception.
  std::vector<std::future<int>> results;
  results.reserve(items.size());
  for (const int item : items) {
    results.push_back(
        boost::asio::post(pool, std::packaged_task<int()>([&f, item] { return f(item); })));
  }
  // In the order of the items, whichever ends first; and every one, so that none still uses `f`.
  for (std::future<int>& result : results) {
    outcomes.push_back(outcome_of([&] { return result.get(); }));
  }
  return outcomes;
}
