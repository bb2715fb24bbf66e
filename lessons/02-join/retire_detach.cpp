#include "retire_detach.hpp"

#include <chrono>
#include <thread>
#include <utility>

// This program works, most of the time.
// TODO: let it work every time: no detach, and no guess at how long a delivery takes.

struct Courier::State {
  Deliver deliver;
  std::size_t delivered = 0;

  void start(const std::string& message) {
    std::thread([this, message] {
      for (const std::string& follow_up : deliver(message)) start(follow_up);
      ++delivered;
    }).detach();
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) { state_->start(message); }

std::size_t Courier::settle() {
  // Long enough for all deliveries, so far.
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return state_->delivered;
}
