// Wrong: deliveries put their follow-ups' threads into one list that nothing protects.
// Rejected by: correct (crash, memory error, wrong result, leak), race-free (data race), concurrent
// (data race)
#include "retire_detach.hpp"

#include <atomic>
#include <list>
#include <thread>
#include <utility>

struct Courier::State {
  struct Delivery {
    std::string message;
    std::jthread thread;
  };

  Deliver deliver;
  std::atomic<std::size_t> delivered = 0;
  std::list<Delivery> deliveries;

  void start(const std::string& message) {
    Delivery& delivery = deliveries.emplace_back();
    delivery.message = message;
    delivery.thread = std::jthread([this, &delivery] {
      const std::vector<std::string> follow_ups = deliver(delivery.message);
      for (const std::string& follow_up : follow_ups) start(follow_up);
      ++delivered;
    });
  }

  void join_all() {
    for (Delivery& delivery : deliveries) delivery.thread.join();
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) { state_->start(message); }

std::size_t Courier::settle() {
  state_->join_all();
  state_->deliveries.clear();
  return state_->delivered;
}
