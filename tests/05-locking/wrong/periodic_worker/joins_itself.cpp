// Wrong: stop joins the thread, also when the thread itself calls it.
// Rejected by: correct (crash, hang), race-free (crash, deadlock, data race)
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
  std::mutex join_mutex;
  std::jthread thread;

  void run() {
    std::unique_lock lock(mutex);
    Clock::time_point due = Clock::now() + period;
    while (!changed.wait_until(lock, due, [this] { return stopping; })) {
      lock.unlock();
      work();
      lock.lock();
      due += period * ((Clock::now() - due) / period + 1);
    }
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
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  const std::scoped_lock lock(state_->join_mutex);
  if (state_->thread.joinable()) state_->thread.join();
}
