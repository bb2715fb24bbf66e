// Wrong: reserves room for sixteen deliveries, so that the vector does not move them under their
// threads. The seventeenth moves them.
// Rejected by: concurrent (use after free, data race)
#include "retire_detach.hpp"

#include <numeric>
#include <thread>
#include <utility>

struct Courier::State {
  struct Delivery {
    std::string message;
    std::size_t count = 0;
    std::jthread thread;
  };

  Deliver deliver;
  std::vector<Delivery> deliveries;
  std::size_t delivered = 0;

  State() { deliveries.reserve(16); }

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
