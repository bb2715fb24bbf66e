// Wrong: the thread of a message works in generations. All follow-ups of one generation run at
// once, but the next generation begins only when all of this one have ended.
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
    std::size_t count = 0;
    std::vector<std::string> generation = deliver(message);
    ++count;
    while (!generation.empty()) {
      std::vector<std::vector<std::string>> follow_ups(generation.size());
      {
        std::vector<std::jthread> threads;
        threads.reserve(generation.size());
        for (std::size_t i = 0; i < generation.size(); ++i) {
          threads.emplace_back([&, i] { follow_ups[i] = deliver(generation[i]); });
        }
      }
      count += generation.size();
      generation.clear();
      for (const std::vector<std::string>& some : follow_ups) {
        generation.insert(generation.end(), some.begin(), some.end());
      }
    }
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
