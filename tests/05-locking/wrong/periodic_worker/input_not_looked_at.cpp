// Wrong: accepts a period of 0, and works without a pause.
// Rejected by: correct (wrong result, hang, crash), race-free (wrong result, hang, crash)
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
  bool ended = false;
  std::thread::id worker_id;
  std::jthread thread;

  void run() {
    std::unique_lock lock(mutex);
    worker_id = std::this_thread::get_id();
    Clock::time_point due = Clock::now() + period;
    while (!changed.wait_until(lock, due, [this] { return stopping; })) {
      lock.unlock();
      work();
      lock.lock();
      do due += period;
      while (due <= Clock::now() && period.count() > 0);
    }
    ended = true;
    changed.notify_all();
  }
};

PeriodicWorker::PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work)
    : state_(std::make_unique<State>()) {
  if (!work) throw std::invalid_argument("no work");
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
  state_->changed.wait(lock, [this] { return state_->ended; });
}
