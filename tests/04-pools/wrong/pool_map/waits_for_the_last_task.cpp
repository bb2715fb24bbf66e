// Wrong: posts one more task and waits for that one. The pool begins its tasks in order, but those
// before may still be running when the last one has ended.
// Rejected by: correct (wrong result), race-free (wrong result, data race), concurrent (data race)
#include "pool_map.hpp"

#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <future>
#include <memory>

namespace {

/// Shared by the tasks and the caller.
struct Work {
  std::function<int(int item)> f;
  std::vector<Outcome> outcomes;
};

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  const auto work = std::make_shared<Work>(Work{f, std::vector<Outcome>(items.size())});
  const bool inside = pool.get_executor().running_in_this_thread();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto task = [work, item = items[i], i] {
      try {
        work->outcomes[i] = work->f(item);
      } catch (...) {
        work->outcomes[i] = std::current_exception();
      }
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  if (!inside && !items.empty()) {
    boost::asio::post(pool, std::packaged_task<void()>([] {})).wait();
  }
  return work->outcomes;
}
