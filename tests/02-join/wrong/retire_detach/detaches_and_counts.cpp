// Wrong: still detaches, and waits for a counter. A thread that has counted down is not yet gone:
// it still wakes the waiter, by way of a state that the waiter may already have destroyed.
// Rejected by: rules (forbidden construct), correct (memory error), race-free (data race, use after
// free)
#include "retire_detach.hpp"

#include <atomic>
#include <thread>
#include <utility>

struct Courier::State {
  Deliver deliver;
  std::atomic<std::size_t> running = 0;
  std::atomic<std::size_t> delivered = 0;

  void start(const std::string& message) {
    ++running;
    std::thread([this, message] {
      for (const std::string& follow_up : deliver(message)) start(follow_up);
      ++delivered;
      --running;
      running.notify_all();
    }).detach();
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) { state_->start(message); }

std::size_t Courier::settle() {
  for (std::size_t n = state_->running; n != 0; n = state_->running) state_->running.wait(n);
  return state_->delivered;
}
