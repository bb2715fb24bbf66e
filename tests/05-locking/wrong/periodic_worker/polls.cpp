// Wrong: sleeps in slices of a millisecond, so that a stop is heard up to a millisecond late.
// Rejected by: race-free (wrong result)
#include "periodic_worker.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

using Clock = std::chrono::steady_clock;

struct PeriodicWorker::State {
  std::chrono::nanoseconds period{};
  std::function<void()> work;
  std::atomic<bool> stopping = false;
  std::atomic<bool> ended = false;
  std::atomic<std::thread::id> worker_id;
  std::jthread thread;

  void run() {
    worker_id = std::this_thread::get_id();
    Clock::time_point due = Clock::now() + period;
    for (;;) {
      while (!stopping && Clock::now() < due) {
        const Clock::duration left = due - Clock::now();
        std::this_thread::sleep_for(std::min<Clock::duration>(left, std::chrono::milliseconds(1)));
      }
      if (stopping) break;
      work();
      due += period * ((Clock::now() - due) / period + 1);
    }
    ended = true;
    ended.notify_all();
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
  state_->stopping = true;
  if (std::this_thread::get_id() == state_->worker_id) return;
  state_->ended.wait(false);
}
