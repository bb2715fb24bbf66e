#include "periodic_worker.hpp"

#include <utility>

// TODO: what do the thread and those who stop it have to tell each other?
struct PeriodicWorker::State {
  std::chrono::nanoseconds period{};
  std::function<void()> work;
};

PeriodicWorker::PeriodicWorker(std::chrono::nanoseconds period, std::function<void()> work)
    : state_(std::make_unique<State>()) {
  state_->period = period;
  state_->work = std::move(work);
  // TODO: start a thread that waits for the end of each period, and hears of a stop meanwhile.
}

PeriodicWorker::~PeriodicWorker() { stop(); }

void PeriodicWorker::stop() {
  // TODO: tell the thread, and wait for the call that is under way.
}
