// Wrong: still detaches, and waits for a counter. A thread that has counted down is not yet gone:
// it still wakes the waiter, by way of a state that the waiter may already have destroyed.
// Rejected by: rules (forbidden construct), race-free (use after free), concurrent (use after free)
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "retire_detach.hpp"

struct Courier::State {
  Deliver deliver;
  std::mutex mutex;
  std::condition_variable all_ended;
  std::size_t running = 0;    // guarded by mutex
  std::size_t delivered = 0;  // guarded by mutex

  void start(const std::string& message) {
    {
      const std::scoped_lock lock(mutex);
      ++running;
    }
    std::thread([this, message] {
      for (const std::string& follow_up : deliver(message)) start(follow_up);
      {
        const std::scoped_lock lock(mutex);
        ++delivered;
        --running;
      }
      all_ended.notify_one();
    }).detach();
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) { state_->start(message); }

std::size_t Courier::settle() {
  std::unique_lock lock(state_->mutex);
  state_->all_ended.wait(lock, [this] { return state_->running == 0; });
  return state_->delivered;
}
