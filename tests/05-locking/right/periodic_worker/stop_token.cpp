// Right: a std::jthread brings the request to stop, std::condition_variable_any waits for it;
// joining is guarded by a second mutex.
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>

#include "periodic_worker.hpp"

using Clock = std::chrono::steady_clock;

struct PeriodicWorker::State {
  std::chrono::nanoseconds period{};
  std::function<void()> work;
  std::stop_source source;
  std::atomic<std::thread::id> worker_id;
  std::mutex join_mutex;
  std::thread thread;

  void run() {
    worker_id = std::this_thread::get_id();
    const std::stop_token stop = source.get_token();
    const Clock::time_point start = Clock::now();
    std::mutex mutex;
    std::condition_variable_any nothing_but_time;
    std::unique_lock lock(mutex);
    for (auto k = 1L; !stop.stop_requested(); k = (Clock::now() - start) / period + 1) {
      nothing_but_time.wait_until(lock, stop, start + k * period, [] { return false; });
      if (!stop.stop_requested()) work();
    }
  }
};

PeriodicWorker::PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work)
    : state_(std::make_unique<State>()) {
  if (period <= std::chrono::nanoseconds(0) || !work) throw std::invalid_argument("bad input");
  state_->period = period;
  state_->work = std::move(work);
  state_->thread = std::thread([&state = *state_] { state.run(); });
}

PeriodicWorker::~PeriodicWorker() { stop(); }

void PeriodicWorker::stop() {
  state_->source.request_stop();
  if (std::this_thread::get_id() == state_->worker_id) return;
  const std::scoped_lock lock(state_->join_mutex);
  if (state_->thread.joinable()) state_->thread.join();
}
