// Wrong: each call is made on a copy of work: what one changes in it is lost with the copy.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "periodic_worker.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

struct PeriodicWorker::State {
  State(std::chrono::nanoseconds a_period, std::function<void()> some_work)
      : period(a_period), work(std::move(some_work)) {}

  const std::chrono::nanoseconds period;
  const std::function<void()> work;
  const Clock::time_point start = Clock::now();

  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;      // guarded by mutex
  bool ended = false;         // guarded by mutex: work is not under way, and will not be called
  std::thread::id worker_id;  // guarded by mutex
  // Last, hence joined first, while all that it uses is still there.
  std::jthread thread;

  void run() {
    std::unique_lock lock(mutex);
    worker_id = std::this_thread::get_id();
    // Due times are counted from the start, not from the end of a call: nothing adds up.
    Clock::time_point due = start + period;
    // Looking at `stopping` and going to sleep are one step for whoever holds the mutex. The
    // predicate tells a stop from a wake-up for nothing.
    while (!changed.wait_until(lock, due, [this] { return stopping; })) {
      const std::function<void()> call = work;
      lock.unlock();  // work may call stop, and may take long
      call();
      lock.lock();
      due += period * ((Clock::now() - due) / period + 1);  // the next one that is still to come
    }
    ended = true;
    changed.notify_all();
  }
};

PeriodicWorker::PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work) {
  if (period <= std::chrono::nanoseconds(0)) throw std::invalid_argument("no positive period");
  if (!work) throw std::invalid_argument("no work");
  state_ = std::make_unique<State>(period, std::move(work));
  // Only now that state_ is set: work may call stop.
  state_->thread = std::jthread([&state = *state_] { state.run(); });
}

PeriodicWorker::~PeriodicWorker() { stop(); }

void PeriodicWorker::stop() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
  // The thread cannot wait for its own end. All others wait for `ended`, and not by join, which
  // only one of them may call.
  if (std::this_thread::get_id() == state_->worker_id) return;
  state_->changed.wait(lock, [this] { return state_->ended; });
}
