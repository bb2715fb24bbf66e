// Wrong: a delivery makes its follow-ups itself, one after another.
// Rejected by: concurrent (serial)
#include "retire_detach.hpp"

#include <list>
#include <thread>
#include <utility>

struct Courier::State {
  struct Delivery {
    std::string message;
    std::size_t count = 0;
    std::jthread thread;
  };

  Deliver deliver;
  std::list<Delivery> deliveries;
  std::size_t delivered = 0;

  std::size_t deliver_all(const std::string& message) const {
    const std::vector<std::string> follow_ups = deliver(message);
    std::size_t count = 1;
    for (const std::string& follow_up : follow_ups) count += deliver_all(follow_up);
    return count;
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() = default;

void Courier::send(const std::string& message) {
  State::Delivery& delivery = state_->deliveries.emplace_back();
  delivery.message = message;
  delivery.thread = std::jthread(
      [&state = *state_, &delivery] { delivery.count = state.deliver_all(delivery.message); });
}

std::size_t Courier::settle() {
  for (State::Delivery& delivery : state_->deliveries) {
    delivery.thread.join();
    state_->delivered += delivery.count;
  }
  state_->deliveries.clear();
  return state_->delivered;
}
