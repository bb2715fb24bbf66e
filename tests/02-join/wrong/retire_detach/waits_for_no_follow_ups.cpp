// Wrong: follow-ups are detached, and only the messages that were sent are joined.
// Rejected by: rules (forbidden construct), correct (wrong result, memory error, crash), race-free
// (wrong result, use after free), concurrent (use after free, thread never joined)
#include "retire_detach.hpp"

#include <atomic>
#include <list>
#include <thread>
#include <utility>

struct Courier::State {
  Deliver deliver;
  std::atomic<std::size_t> delivered = 0;
  std::list<std::jthread> threads;

  void deliver_all(const std::string& message) {
    for (const std::string& follow_up : deliver(message)) {
      std::thread([this, follow_up] { deliver_all(follow_up); }).detach();
    }
    ++delivered;
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() = default;

void Courier::send(const std::string& message) {
  state_->threads.emplace_back([this, message] { state_->deliver_all(message); });
}

std::size_t Courier::settle() {
  state_->threads.clear();
  return state_->delivered;
}
