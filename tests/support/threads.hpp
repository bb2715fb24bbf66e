#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/expect.hpp"

namespace interleave {

/// How many threads that a callback ran on have not ended.
///
/// Thread-safe; relaxed, so that it orders nothing. One at a time: a thread counts for the first
/// that it has come to.
class LivingThreads {
 public:
  /// From here until it ends, the calling thread counts, unless it is the one that made this.
  void note() const {
    if (std::this_thread::get_id() == owner_) return;
    thread_local const Noted noted(count_);
  }

  int count() const { return count_->load(std::memory_order_relaxed); }

 private:
  // Shared, because a thread that was left behind may outlive the test.
  using Count = std::shared_ptr<std::atomic<int>>;

  class Noted {
   public:
    explicit Noted(Count count) : count_(std::move(count)) {
      count_->fetch_add(1, std::memory_order_relaxed);
    }
    ~Noted() { count_->fetch_sub(1, std::memory_order_relaxed); }
    Noted(const Noted&) = delete;
    Noted& operator=(const Noted&) = delete;

   private:
    Count count_;
  };

  std::thread::id owner_ = std::this_thread::get_id();
  Count count_ = std::make_shared<std::atomic<int>>(0);
};

/// Fails the running test if the calling thread is among `threads`, on which "a job ran", or
/// whatever `what` says. `rule` is one sentence of the contract.
inline void expect_on_other_threads(const std::vector<std::thread::id>& threads,
                                    const std::string& what, const std::string& rule,
                                    const char* file = __builtin_FILE(),
                                    int line = __builtin_LINE()) {
  expect_that(std::count(threads.begin(), threads.end(), std::this_thread::get_id()) == 0,
              what + " on the caller's thread. The contract: " + rule, file, line);
}

}  // namespace interleave
