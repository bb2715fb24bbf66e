// Right: deliveries form a tree that the caller walks: once a thread is joined, its children are
// known and can be joined in turn. No delivery waits for its follow-ups.
#include "retire_detach.hpp"

#include <list>
#include <thread>
#include <utility>

namespace {

struct Delivery {
  std::string message;
  std::list<Delivery> follow_ups;
  std::thread thread;
};

void start(const Courier::Deliver& deliver, std::list<Delivery>& siblings,
           const std::string& message) {
  Delivery& delivery = siblings.emplace_back();
  delivery.message = message;
  delivery.thread = std::thread([&deliver, &delivery] {
    for (const std::string& follow_up : deliver(delivery.message)) {
      start(deliver, delivery.follow_ups, follow_up);
    }
  });
}

std::size_t join(std::list<Delivery>& siblings) {
  std::size_t count = siblings.size();
  for (Delivery& delivery : siblings) {
    delivery.thread.join();
    count += join(delivery.follow_ups);
  }
  siblings.clear();
  return count;
}

}  // namespace

struct Courier::State {
  Deliver deliver;
  std::list<Delivery> sent;
  std::size_t delivered = 0;
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) { start(state_->deliver, state_->sent, message); }

std::size_t Courier::settle() { return state_->delivered += join(state_->sent); }
