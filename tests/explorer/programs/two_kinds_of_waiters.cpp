// Two kinds of waiters: producers and consumers share one condition variable, and notify_one wakes
// the wrong kind, which goes back to sleep.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

/// Holds one item at most.
template <bool kFixed>
class Buffer {
 public:
  void put() {
    std::unique_lock lock(mutex_);
    emptied().wait(lock, [this] { return !full_; });
    full_ = true;
    filled_.notify_one();
  }

  void take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return full_; });
    full_ = false;
    emptied().notify_one();
  }

  bool full() const { return full_; }

 private:
  std::condition_variable& emptied() { return kFixed ? emptied_ : filled_; }

  std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable emptied_;
  bool full_ = false;
};

template <bool kFixed>
void one_producer_two_consumers() {
  Buffer<kFixed> buffer;
  const auto take = [&] { buffer.take(); };
  const auto put_two = [&] {
    buffer.put();
    buffer.put();
  };
  run_together(take, take, put_two);
  require(!buffer.full(), "an item is left over");
}

const interleave::Program program{"two_kinds_of_waiters",
                                  {"lost wake-up", "deadlock"},
                                  one_producer_two_consumers<false>,
                                  one_producer_two_consumers<true>};

}  // namespace
