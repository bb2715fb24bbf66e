// What a thread costs: as many are started and joined, of each kind, as there are calls.

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <cstdint>
#include <future>
#include <latch>
#include <thread>
#include <vector>

#include "ways.hpp"
#include "workers.hpp"

namespace {

/// Each call leaves its mark.
class Marks {
 public:
  explicit Marks(std::size_t count) : marks_(count) {}

  void set(std::size_t i) { marks_[i] = 1; }
  std::size_t count() const {
    std::size_t sum = 0;
    for (const int mark : marks_) sum += static_cast<std::size_t>(mark);
    return sum;
  }

 private:
  std::vector<int> marks_;
};

std::size_t call(std::size_t count) {
  Marks marks(count);
  for (std::size_t i = 0; i < count; ++i) marks.set(i);
  return marks.count();
}

std::size_t on_threads_one_by_one(std::size_t count) {
  Marks marks(count);
  for (std::size_t i = 0; i < count; ++i) std::thread([&marks, i] { marks.set(i); }).join();
  return marks.count();
}

std::size_t on_threads_at_once(std::size_t count) {
  Marks marks(count);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&marks, i] { marks.set(i); });
  }
  return marks.count();
}

std::size_t by_async(std::size_t count) {
  Marks marks(count);
  {
    std::vector<std::future<void>> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(std::async(std::launch::async, [&marks, i] { marks.set(i); }));
    }
  }
  return marks.count();
}

std::size_t on_a_pool(std::size_t count) {
  static boost::asio::thread_pool pool(workers());
  Marks marks(count);
  std::latch done(static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    boost::asio::post(pool, [&marks, &done, i] {
      marks.set(i);
      done.count_down();
    });
  }
  done.wait();
  return marks.count();
}

const bool registered = [] {
  for (const std::size_t count : {10U, 100U, 1'000U}) {
    Job<std::size_t> job("threads for calls", static_cast<std::int64_t>(count),
                         [count] { return call(count); });
    job.is_about_cost();
    job.add("std::thread, one by one", [count] { return on_threads_one_by_one(count); });
    job.add("std::jthread, all at once", [count] { return on_threads_at_once(count); });
    job.add("std::async", [count] { return by_async(count); });
    job.add("Boost.Asio thread_pool", [count] { return on_a_pool(count); });
  }
  return true;
}();

}  // namespace
