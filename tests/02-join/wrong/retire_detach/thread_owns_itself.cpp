// Wrong: each thread owns the object that holds it. The last owner is the thread: it joins itself.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include "retire_detach.hpp"

#include <atomic>
#include <thread>
#include <utility>

struct Courier::State {
  struct Shared {
    Deliver deliver;
    std::atomic<std::size_t> running = 0;
    std::atomic<std::size_t> delivered = 0;
  };
  struct Delivery {
    std::shared_ptr<Shared> shared;
    std::thread thread;

    ~Delivery() {
      thread.join();
      --shared->running;
      shared->running.notify_all();
    }
  };

  std::shared_ptr<Shared> shared = std::make_shared<Shared>();

  static void start(const std::shared_ptr<Shared>& shared, const std::string& message) {
    ++shared->running;
    const auto delivery = std::make_shared<Delivery>();
    delivery->shared = shared;
    delivery->thread = std::thread([shared, delivery, message] {
      for (const std::string& follow_up : shared->deliver(message)) start(shared, follow_up);
      ++shared->delivered;
    });
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->shared->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) { State::start(state_->shared, message); }

std::size_t Courier::settle() {
  std::atomic<std::size_t>& running = state_->shared->running;
  for (std::size_t n = running; n != 0; n = running) running.wait(n);
  return state_->shared->delivered;
}
