// Wrong: a delivery counts itself out before it counts its follow-ups in. In between nothing seems
// to be under way, and settle returns.
// Rejected by: correct (wrong result), race-free (wrong result)
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

#include "retire_detach.hpp"

struct Courier::State {
  Deliver deliver;
  std::mutex mutex;
  std::condition_variable all_ended;
  std::size_t under_way = 0;        // guarded by mutex
  std::size_t delivered = 0;        // guarded by mutex
  std::list<std::jthread> threads;  // guarded by mutex

  void start(const std::string& message) {
    const std::scoped_lock lock(mutex);
    ++under_way;
    threads.emplace_back([this, message] {
      const std::vector<std::string> follow_ups = deliver(message);
      count_out();
      for (const std::string& follow_up : follow_ups) start(follow_up);
    });
  }

  void count_out() {
    const std::scoped_lock lock(mutex);
    ++delivered;
    if (--under_way == 0) all_ended.notify_one();
  }

  std::list<std::jthread> take_threads() {
    const std::scoped_lock lock(mutex);
    return std::exchange(threads, {});
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
}

Courier::~Courier() {
  while (!state_->take_threads().empty()) {
  }
}

void Courier::send(const std::string& message) { state_->start(message); }

std::size_t Courier::settle() {
  std::unique_lock lock(state_->mutex);
  state_->all_ended.wait(lock, [this] { return state_->under_way == 0; });
  return state_->delivered;
}
