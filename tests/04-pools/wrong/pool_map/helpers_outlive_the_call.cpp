// Wrong: within a task it lets the other threads help, and returns when all items are done. Helpers
// that had no thread until then come later, and look for items in a state that has gone.
// Rejected by: correct (memory error), race-free (use after free, data race), concurrent (use after
// free, data race)
#include "pool_map.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>

namespace {

struct Work {
  Work(const std::vector<int>& the_items, const std::function<int(int item)>& the_f)
      : items(the_items), f(the_f), outcomes(the_items.size()) {}

  void take_items() {
    for (std::size_t i = next++; i < outcomes.size(); i = next++) {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
      ++ended;
      ended.notify_all();
    }
  }

  const std::vector<int>& items;
  const std::function<int(int item)>& f;
  std::vector<Outcome> outcomes;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> ended = 0;
};

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  const auto work = std::make_unique<Work>(items, f);
  for (std::size_t i = 0; i < items.size(); ++i) {
    boost::asio::post(pool, [helper = work.get()] { helper->take_items(); });
  }
  if (pool.get_executor().running_in_this_thread()) work->take_items();
  for (std::size_t n = work->ended; n < items.size(); n = work->ended) work->ended.wait(n);
  return std::move(work->outcomes);
}
