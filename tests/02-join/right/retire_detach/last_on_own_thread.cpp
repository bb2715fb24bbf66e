// Right: a delivery keeps its thread for its last follow-up and starts others for the rest; the
// threads count with an atomic.
#include "retire_detach.hpp"

#include <atomic>
#include <thread>
#include <utility>

struct Courier::State {
  Deliver deliver;
  std::atomic<std::size_t> delivered = 0;
  std::vector<std::jthread> threads;

  void deliver_all(const std::string& message) {
    std::vector<std::string> follow_ups = deliver(message);
    ++delivered;
    if (follow_ups.empty()) return;
    const std::string last = std::move(follow_ups.back());
    follow_ups.pop_back();
    std::vector<std::jthread> others;
    others.reserve(follow_ups.size());
    for (std::string& follow_up : follow_ups) {
      others.emplace_back([this, own = std::move(follow_up)] { deliver_all(own); });
    }
    deliver_all(last);
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() = default;

void Courier::send(const std::string& message) {
  state_->threads.emplace_back([&state = *state_, message] { state.deliver_all(message); });
}

std::size_t Courier::settle() {
  state_->threads.clear();
  return state_->delivered;
}
