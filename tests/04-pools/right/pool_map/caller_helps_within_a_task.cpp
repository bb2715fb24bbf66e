// Right: within a task of the pool the calling thread works, and every thread that is free helps.
// Helpers that come too late find no item left, in a state that outlives the call.
#include "pool_map.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>

namespace {

struct Work {
  Work(const std::vector<int>& the_items, const std::function<int(int item)>& the_f)
      : items(the_items), f(the_f), count(the_items.size()), outcomes(count) {}

  // Used only by those who hold an item, and the caller waits for these.
  const std::vector<int>& items;
  const std::function<int(int item)>& f;
  // Used by latecomers too.
  const std::size_t count;
  std::vector<Outcome> outcomes;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> ended = 0;
};

void take_items(Work& work) {
  for (std::size_t i = work.next++; i < work.count; i = work.next++) {
    try {
      work.outcomes[i] = work.f(work.items[i]);
    } catch (...) {
      work.outcomes[i] = std::current_exception();
    }
    if (++work.ended == work.count) work.ended.notify_all();
  }
}

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  const auto work = std::make_shared<Work>(items, f);
  for (std::size_t i = 0; i < items.size(); ++i) {
    boost::asio::post(pool, [work] { take_items(*work); });
  }
  if (pool.get_executor().running_in_this_thread()) take_items(*work);
  for (std::size_t n = work->ended; n < items.size(); n = work->ended) work->ended.wait(n);
  return std::move(work->outcomes);
}
