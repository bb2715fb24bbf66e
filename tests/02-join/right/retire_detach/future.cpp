// Right: std::async counts a message and its follow-ups; a future's get is the join.
#include "retire_detach.hpp"

#include <future>
#include <utility>

namespace {

std::size_t deliver_all(const Courier::Deliver& deliver, const std::string& message) {
  std::vector<std::future<std::size_t>> follow_ups;
  for (const std::string& follow_up : deliver(message)) {
    follow_ups.push_back(
        std::async(std::launch::async, deliver_all, std::cref(deliver), follow_up));
  }
  std::size_t count = 1;
  for (std::future<std::size_t>& follow_up : follow_ups) count += follow_up.get();
  return count;
}

}  // namespace

struct Courier::State {
  Deliver deliver;
  std::size_t delivered = 0;
  std::vector<std::future<std::size_t>> under_way;
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() { settle(); }

void Courier::send(const std::string& message) {
  state_->under_way.push_back(
      std::async(std::launch::async, deliver_all, std::cref(state_->deliver), message));
}

std::size_t Courier::settle() {
  for (std::future<std::size_t>& each : state_->under_way) state_->delivered += each.get();
  state_->under_way.clear();
  return state_->delivered;
}
