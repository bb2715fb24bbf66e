// Wrong: the thread looks at the flag, and then says that it works. stop can come in between: it
// sees nobody at work, returns, and the call begins after that.
// Rejected by: correct (wrong result), race-free (wrong result, data race)
#include "periodic_worker.hpp"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

using Clock = std::chrono::steady_clock;

struct PeriodicWorker::State {
  std::chrono::nanoseconds period{};
  std::function<void()> work;
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  bool working = false;
  std::thread::id worker_id;
  std::jthread thread;

  void run() {
    std::unique_lock lock(mutex);
    worker_id = std::this_thread::get_id();
    Clock::time_point due = Clock::now() + period;
    while (!changed.wait_until(lock, due, [this] { return stopping; })) {
      lock.unlock();
      begin_work();
      work();
      lock.lock();
      working = false;
      changed.notify_all();
      due += period * ((Clock::now() - due) / period + 1);
    }
  }

  void begin_work() {
    const std::scoped_lock lock(mutex);
    working = true;
  }
};

PeriodicWorker::PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work)
    : state_(std::make_unique<State>()) {
  if (period <= std::chrono::nanoseconds(0) || !work) throw std::invalid_argument("bad input");
  state_->period = period;
  state_->work = std::move(work);
  state_->thread = std::jthread([&state = *state_] { state.run(); });
}

PeriodicWorker::~PeriodicWorker() { stop(); }

void PeriodicWorker::stop() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.notify_all();
  if (std::this_thread::get_id() == state_->worker_id) return;
  state_->changed.wait(lock, [this] { return !state_->working; });
}
