// Numbers from one thread to another through a queue that holds at most 64.

#include "bounded_queue.hpp"

#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <thread>

#include "peers.hpp"
#include "ways.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/concurrent_queue.h>
#endif
#if __has_include(<concurrentqueue/blockingconcurrentqueue.h>)
#include <concurrentqueue/blockingconcurrentqueue.h>

#include <semaphore>
#endif

namespace {

constexpr int kCapacity = 64;

/// `push` and `pop` wait; the last number is the signal to end.
template <typename Push, typename Pop>
std::int64_t from_thread_to_thread(int count, const Push& push, const Pop& pop) {
  const std::jthread producer([&push, count] {
    for (int i = 1; i <= count; ++i) push(i);
  });
  std::int64_t sum = 0;
  for (int number = 0; number != count; sum += number) number = pop();
  return sum;
}

std::int64_t without_queue(int count) {
  volatile std::int64_t sum = 0;
  for (int i = 1; i <= count; ++i) sum = sum + i;
  return sum;
}

std::int64_t by_answer(int count) {
  BoundedQueue queue(kCapacity);
  return from_thread_to_thread(
      count, [&](int number) { queue.push(number); }, [&] { return queue.pop().value_or(0); });
}

std::int64_t by_spinning(int count) {
  boost::lockfree::spsc_queue<int, boost::lockfree::capacity<kCapacity>> queue;
  return from_thread_to_thread(
      count,
      [&](int number) {
        while (!queue.push(number)) std::this_thread::yield();
      },
      [&] {
        int number = 0;
        while (!queue.pop(number)) std::this_thread::yield();
        return number;
      });
}

#ifdef INTERLEAVE_HAS_TBB
std::int64_t by_tbb(int count) {
  tbb::concurrent_bounded_queue<int> queue;
  queue.set_capacity(kCapacity);
  return from_thread_to_thread(
      count, [&](int number) { queue.push(number); },
      [&] {
        int number = 0;
        queue.pop(number);
        return number;
      });
}
#endif

#if __has_include(<concurrentqueue/blockingconcurrentqueue.h>)
/// It has no bound of its own: a semaphore counts the places.
std::int64_t by_concurrentqueue(int count) {
  moodycamel::BlockingConcurrentQueue<int> queue(kCapacity);
  std::counting_semaphore<kCapacity> places(kCapacity);
  return from_thread_to_thread(
      count,
      [&](int number) {
        places.acquire();
        queue.enqueue(number);
      },
      [&] {
        int number = 0;
        queue.wait_dequeue(number);
        places.release();
        return number;
      });
}
#endif

const bool registered = [] {
  for (const int count : {1'000, 10'000, 100'000}) {
    Job<std::int64_t> job("numbers through a queue", count,
                          [count] { return without_queue(count); });
    job.is_about_cost();
    job.add("answer", [count] { return by_answer(count); });
    job.add("boost::lockfree::spsc_queue", [count] { return by_spinning(count); });
#ifdef INTERLEAVE_HAS_TBB
    job.add("tbb::concurrent_bounded_queue", [count] { return by_tbb(count); });
#endif
#if __has_include(<concurrentqueue/blockingconcurrentqueue.h>)
    job.add("concurrentqueue", [count] { return by_concurrentqueue(count); });
#endif
  }
#ifndef INTERLEAVE_HAS_TBB
  Job<std::int64_t>("numbers through a queue", 0)
      .add_missing("tbb::concurrent_bounded_queue", "libtbb-dev");
#endif
#if !__has_include(<concurrentqueue/blockingconcurrentqueue.h>)
  Job<std::int64_t>("numbers through a queue", 0)
      .add_missing("concurrentqueue", "libconcurrentqueue-dev");
#endif
  return true;
}();

}  // namespace
