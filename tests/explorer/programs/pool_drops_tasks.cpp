// Pool drops tasks: told to stop, the worker leaves at once, with tasks still in the queue.
#include "programs/program.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace {

using interleave::require;

template <bool kFixed>
class Pool {
 public:
  Pool() : worker_([this] { work(); }) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Runs what was submitted, and ends.
  ~Pool() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      changed_.notify_one();
    }
    worker_.join();
  }

  void submit(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    changed_.notify_one();
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (kFixed ? tasks_.empty() : stopping_) return;
      const std::function<void()> task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::thread worker_;  // last: it uses the others
};

template <bool kFixed>
void submit_and_shut_down() {
  std::atomic<int> ran{0};
  {
    Pool<kFixed> pool;
    pool.submit([&] { ++ran; });
    pool.submit([&] { ++ran; });
  }
  require(ran.load() == 2, "a task that was submitted never ran");
}

const interleave::Program program{
    "pool_drops_tasks", {"wrong result"}, submit_and_shut_down<false>, submit_and_shut_down<true>};

}  // namespace
