#include "retire_detach.hpp"

#include <list>
#include <numeric>
#include <thread>
#include <utility>

struct Courier::State {
  // What a thread uses stands above the thread itself: members go in reverse order, so the thread
  // is joined first.
  struct Delivery {
    std::string message;
    std::size_t count = 0;  // the thread's own, until it has been joined
    std::jthread thread;
  };

  Deliver deliver;
  std::list<Delivery> deliveries;  // a list: its elements stay where they are while it grows
  std::size_t delivered = 0;

  // Whoever starts a thread joins it: a delivery waits for its own follow-ups, so to wait for the
  // messages that were sent is to wait for all. No thread touches a list that another one reads.
  std::size_t deliver_all(const std::string& message) const {
    const std::vector<std::string> follow_ups = deliver(message);
    std::vector<std::size_t> counts(follow_ups.size());
    {
      std::vector<std::jthread> threads;
      threads.reserve(follow_ups.size());
      for (std::size_t i = 0; i < follow_ups.size(); ++i) {
        threads.emplace_back([&, i] { counts[i] = deliver_all(follow_ups[i]); });
      }
    }
    return std::accumulate(counts.begin(), counts.end(), std::size_t{1});
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
