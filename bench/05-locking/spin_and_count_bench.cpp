// Threads that all count: on one counter, each on its own shard, or under a lock.

#include "spin_and_count.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "peers.hpp"
#include "ways.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/combinable.h>
#include <tbb/spin_mutex.h>
#endif

namespace {

using Count = std::uint64_t;

/// Calls `add` `total` times in all, from `threads` threads, which each tell their number.
template <typename Add>
void on_threads(unsigned threads, Count total, const Add& add) {
  std::vector<std::jthread> all;
  for (unsigned thread = 0; thread < threads; ++thread) {
    const Count share = total / threads + (thread < total % threads ? 1 : 0);
    all.emplace_back([&add, thread, share] {
      for (Count i = 0; i < share; ++i) add(thread);
    });
  }
}

Count count_plainly(Count total) {
  volatile Count count = 0;
  for (Count i = 0; i < total; ++i) count = count + 1;
  return count;
}

Count count_in_shards(unsigned threads, Count total) {
  ShardedCounter counter(threads);
  on_threads(threads, total, [&](unsigned thread) { counter.add(thread, 1); });
  return counter.total();
}

Count count_on_an_atomic(unsigned threads, Count total) {
  std::atomic<Count> count = 0;
  on_threads(threads, total, [&](unsigned) { count.fetch_add(1, std::memory_order_relaxed); });
  return count;
}

template <typename Lock>
Count count_under(unsigned threads, Count total) {
  Lock lock;
  volatile Count count = 0;
  on_threads(threads, total, [&](unsigned) {
    const std::lock_guard<Lock> guard(lock);
    count = count + 1;
  });
  return count;
}

#ifdef INTERLEAVE_HAS_TBB
Count count_combined(unsigned threads, Count total) {
  tbb::combinable<Count> counts([] { return Count{0}; });
  on_threads(threads, total, [&](unsigned) {
    volatile Count& own = counts.local();
    own = own + 1;
  });
  return counts.combine(std::plus<>());
}

/// What std::lock_guard wants, over what oneTBB has.
class TbbLock {
 public:
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  tbb::spin_mutex mutex_;
};
#endif

const bool registered = [] {
  for (const unsigned threads : {1U, 2U, 4U, 8U}) {
    for (const Count total : {Count{10'000}, Count{100'000}, Count{1'000'000}}) {
      const std::string by =
          ", " + std::to_string(threads) + (threads == 1 ? " thread" : " threads");
      const auto make_job = [&](const char* name) {
        Job<Count> job(name + by, static_cast<std::int64_t>(total),
                       [total] { return count_plainly(total); });
        job.is_about_cost();
        return job;
      };
      const auto add = [&](const Job<Count>& job, const char* way, auto count) {
        job.add(way, [=] { return count(threads, total); });
      };
      const Job<Count> counter = make_job("a counter");
      add(counter, "answer", count_in_shards);
      add(counter, "one std::atomic", count_on_an_atomic);
      const Job<Count> lock = make_job("a lock");
      add(lock, "answer", count_under<SpinLock>);
      add(lock, "std::mutex", count_under<std::mutex>);
#ifdef INTERLEAVE_HAS_TBB
      add(counter, "tbb::combinable", count_combined);
      add(lock, "tbb::spin_mutex", count_under<TbbLock>);
#else
      counter.add_missing("tbb::combinable", "libtbb-dev");
      lock.add_missing("tbb::spin_mutex", "libtbb-dev");
#endif
    }
  }
  return true;
}();

}  // namespace
