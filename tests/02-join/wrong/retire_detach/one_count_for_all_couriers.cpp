// Wrong: the count is global, and set to 0 when a courier is made, so that all couriers count
// together.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "retire_detach.hpp"

#include <atomic>
#include <thread>
#include <utility>

namespace {
std::atomic<std::size_t> delivered = 0;
}  // namespace

struct Courier::State {
  Deliver deliver;
  std::vector<std::jthread> threads;

  void deliver_all(const std::string& message) const {
    const std::vector<std::string> follow_ups = deliver(message);
    ++delivered;
    std::vector<std::jthread> others;
    others.reserve(follow_ups.size());
    for (const std::string& follow_up : follow_ups) {
      others.emplace_back([this, &follow_up] { deliver_all(follow_up); });
    }
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  delivered = 0;
  state_->deliver = std::move(deliver);
}

Courier::~Courier() = default;

void Courier::send(const std::string& message) {
  state_->threads.emplace_back([&state = *state_, message] { state.deliver_all(message); });
}

std::size_t Courier::settle() {
  state_->threads.clear();
  return delivered;
}
