// Wrong: all threads add to one plain counter at the same time.
// Rejected by: correct (wrong result), race-free (data race), concurrent (data race)
#include "retire_detach.hpp"

#include <list>
#include <thread>
#include <utility>

struct Courier::State {
  struct Delivery {
    std::string message;
    std::jthread thread;
  };

  Deliver deliver;
  std::list<Delivery> deliveries;
  std::size_t delivered = 0;

  void deliver_all(const std::string& message) {
    const std::vector<std::string> follow_ups = deliver(message);
    ++delivered;
    std::vector<std::jthread> threads;
    threads.reserve(follow_ups.size());
    for (std::size_t i = 0; i < follow_ups.size(); ++i) {
      threads.emplace_back([&, i] { deliver_all(follow_ups[i]); });
    }
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() = default;

void Courier::send(const std::string& message) {
  State::Delivery& delivery = state_->deliveries.emplace_back();
  delivery.message = message;
  delivery.thread =
      std::jthread([&state = *state_, &delivery] { state.deliver_all(delivery.message); });
}

std::size_t Courier::settle() {
  for (State::Delivery& delivery : state_->deliveries) {
    delivery.thread.join();
  }
  state_->deliveries.clear();
  return state_->delivered;
}
