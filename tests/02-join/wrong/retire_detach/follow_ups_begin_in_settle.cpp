// Wrong: works in generations. Follow-ups begin when somebody waits, and all of one generation has
// ended.
// Rejected by: concurrent (serial)
#include <list>
#include <thread>
#include <utility>

#include "retire_detach.hpp"

struct Courier::State {
  struct Delivery {
    std::string message;
    std::vector<std::string> follow_ups;
    std::jthread thread;
  };

  Deliver deliver;
  std::list<Delivery> generation;
  std::size_t delivered = 0;
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) {
  State::Delivery& delivery = state_->generation.emplace_back();
  delivery.message = message;
  delivery.thread = std::jthread(
      [&state = *state_, &delivery] { delivery.follow_ups = state.deliver(delivery.message); });
}

std::size_t Courier::settle() {
  while (!state_->generation.empty()) {
    std::list<State::Delivery> ended = std::exchange(state_->generation, {});
    for (State::Delivery& delivery : ended) delivery.thread.join();
    state_->delivered += ended.size();
    for (const State::Delivery& delivery : ended) {
      for (const std::string& follow_up : delivery.follow_ups) send(follow_up);
    }
  }
  return state_->delivered;
}
