// Barrier without generations: it resets its count, and a fast thread that comes round again counts
// itself before a slow one has noticed the reset.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

/// For two threads, again and again.
template <bool kFixed>
class Barrier {
 public:
  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    const int generation = generation_;
    if (++arrived_ == 2) {
      arrived_ = 0;
      ++generation_;
      passed_.notify_all();
    } else if constexpr (kFixed) {
      passed_.wait(lock, [&] { return generation_ != generation; });
    } else {
      passed_.wait(lock, [&] { return arrived_ == 0; });
    }
  }

  int generation() const { return generation_; }

 private:
  std::mutex mutex_;
  std::condition_variable passed_;
  int arrived_ = 0;
  int generation_ = 0;
};

template <bool kFixed>
void meet_twice() {
  Barrier<kFixed> barrier;
  const auto run = [&] {
    barrier.arrive_and_wait();
    barrier.arrive_and_wait();
  };
  run_together(run, run);
  require(barrier.generation() == 2, "the threads have not met twice");
}

const interleave::Program program{"barrier_without_generation",
                                  {"deadlock", "lost wake-up"},
                                  meet_twice<false>,
                                  meet_twice<true>};

}  // namespace
