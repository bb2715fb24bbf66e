// Wrong: does not wait in a task of any pool, and calls f there itself, although that is a thread
// of another pool.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <future>

namespace {

thread_local bool in_a_task = false;

template <typename Call>
Outcome outcome_of(const Call& call) {
  try {
    return call();
  } catch (...) {
    return std::current_exception();
  }
}

/// Marks this thread as one that must not wait for a pool.
class InATask {
 public:
  InATask() : before_(in_a_task) { in_a_task = true; }
  ~InATask() { in_a_task = before_; }
  InATask(const InATask&) = delete;
  InATask& operator=(const InATask&) = delete;

 private:
  bool before_;
};

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(items.size());
  if (in_a_task || pool.get_executor().running_in_this_thread()) {
    for (const int item : items) outcomes.push_back(outcome_of([&] { return f(item); }));
    return outcomes;
  }
  std::vector<std::future<int>> results;
  results.reserve(items.size());
  for (const int item : items) {
    results.push_back(boost::asio::post(pool, std::packaged_task<int()>([&f, item] {
                                          const InATask mark;
                                          return f(item);
                                        })));
  }
  for (std::future<int>& result : results) {
    outcomes.push_back(outcome_of([&] { return result.get(); }));
  }
  return outcomes;
}
