// Right: the thread waits for a semaphore until the next call is due. stop releases it; that the
// thread has ended is an atomic flag that one can wait for.
#include <atomic>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <utility>

#include "periodic_worker.hpp"

using Clock = std::chrono::steady_clock;

struct PeriodicWorker::State {
  std::chrono::nanoseconds period{};
  std::function<void()> work;
  std::counting_semaphore<> stops{0};
  std::atomic<std::thread::id> worker_id;
  std::atomic<bool> ended = false;
  std::jthread thread;

  void run() {
    worker_id = std::this_thread::get_id();
    const Clock::time_point start = Clock::now();
    long k = 1;
    while (!stops.try_acquire_until(start + k * period)) {
      work();
      k = (Clock::now() - start) / period + 1;
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
  state_->stops.release();
  if (std::this_thread::get_id() != state_->worker_id.load()) state_->ended.wait(false);
}
