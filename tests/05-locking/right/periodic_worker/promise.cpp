// Right: the thread waits for a future, which a promise makes ready to stop it; std::async runs
// it, and a shared future tells everybody when it has ended.
#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>

#include "periodic_worker.hpp"

using Clock = std::chrono::steady_clock;

struct PeriodicWorker::State {
  std::chrono::nanoseconds period{};
  std::function<void()> work;
  std::promise<void> stop;
  std::atomic_flag stopping;
  std::atomic<std::thread::id> worker_id;
  std::shared_future<void> ended;

  void run(const std::future<void>& stopped) {
    worker_id = std::this_thread::get_id();
    Clock::time_point due = Clock::now() + period;
    while (stopped.wait_until(due) == std::future_status::timeout) {
      work();
      while (due <= Clock::now()) due += period;
    }
  }
};

PeriodicWorker::PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work)
    : state_(std::make_unique<State>()) {
  if (period <= std::chrono::nanoseconds(0) || !work) throw std::invalid_argument("bad input");
  state_->period = period;
  state_->work = std::move(work);
  state_->ended =
      std::async(std::launch::async, [&state = *state_, stopped = state_->stop.get_future()] {
        state.run(stopped);
      }).share();
}

PeriodicWorker::~PeriodicWorker() { stop(); }

void PeriodicWorker::stop() {
  if (!state_->stopping.test_and_set()) state_->stop.set_value();
  if (std::this_thread::get_id() == state_->worker_id) return;
  std::shared_future<void>(state_->ended).wait();
}
