// Right: tasks store under a mutex; the caller waits on a condition variable.
#include "pool_map.hpp"

#include <boost/asio/post.hpp>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace {

Outcome outcome_of(const std::function<int(int item)>& f, int item) {
  try {
    return f(item);
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  if (pool.get_executor().running_in_this_thread()) {
    for (std::size_t i = 0; i < items.size(); ++i) outcomes[i] = outcome_of(f, items[i]);
    return outcomes;
  }
  std::mutex mutex;
  std::condition_variable all_ended;
  std::size_t left = items.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    boost::asio::post(pool, [&, i] {
      Outcome outcome = outcome_of(f, items[i]);
      const std::scoped_lock lock(mutex);
      outcomes[i] = std::move(outcome);
      // Under the lock: as soon as it is released, the caller may end the condition variable.
      if (--left == 0) all_ended.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  all_ended.wait(lock, [&] { return left == 0; });
  return outcomes;
}
