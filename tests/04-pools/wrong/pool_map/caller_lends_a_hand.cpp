// Wrong: the calling thread takes items as well, also where it is none of the pool's: one call more
// at once than the pool has threads.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (too many at once)
#include "pool_map.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>

namespace {

struct Work {
  std::vector<int> items;
  std::function<int(int item)> f;
  std::vector<Outcome> outcomes;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> ended = 0;
};

void take_items(Work& work) {
  for (std::size_t i = work.next++; i < work.items.size(); i = work.next++) {
    try {
      work.outcomes[i] = work.f(work.items[i]);
    } catch (...) {
      work.outcomes[i] = std::current_exception();
    }
    ++work.ended;
    work.ended.notify_all();
  }
}

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  const auto work = std::make_shared<Work>();
  work->items = items;
  work->f = f;
  work->outcomes.resize(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    boost::asio::post(pool, [work] { take_items(*work); });
  }
  take_items(*work);
  for (std::size_t n = work->ended; n < items.size(); n = work->ended) work->ended.wait(n);
  return std::move(work->outcomes);
}
