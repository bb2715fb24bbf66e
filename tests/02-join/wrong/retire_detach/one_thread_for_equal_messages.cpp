// Wrong: keeps the deliveries by their messages. One that is sent again takes the place of the
// first and waits for its thread, and only one of the two is counted.
// Rejected by: concurrent (too few at once, serial)
#include "retire_detach.hpp"

#include <map>
#include <numeric>
#include <thread>
#include <utility>

struct Courier::State {
  struct Delivery {
    std::size_t count = 0;
    std::jthread thread;
  };

  Deliver deliver;
  std::map<std::string, Delivery> deliveries;  // by message; neither moves while the map grows
  std::size_t delivered = 0;

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
  const auto place = state_->deliveries.try_emplace(message).first;
  place->second.thread =
      std::jthread([&state = *state_, &own = place->first, &count = place->second.count] {
        count = state.deliver_all(own);
      });
}

std::size_t Courier::settle() {
  for (auto& [message, delivery] : state_->deliveries) {
    delivery.thread.join();
    state_->delivered += delivery.count;
  }
  state_->deliveries.clear();
  return state_->delivered;
}
