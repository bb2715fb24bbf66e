// Wrong: the last delivery counts itself out and notifies without the lock. If it does so after
// settle has looked at the counter and before it waits, nobody is woken.
// Rejected by: correct (hang), race-free (lost wake-up)
#include <atomic>
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
  std::atomic<std::size_t> under_way = 0;
  std::atomic<std::size_t> delivered = 0;
  std::list<std::jthread> threads;  // guarded by mutex

  void start(const std::string& message) {
    ++under_way;
    const std::scoped_lock lock(mutex);
    threads.emplace_back([this, message] {
      for (const std::string& follow_up : deliver(message)) start(follow_up);
      ++delivered;
      if (--under_way == 0) all_ended.notify_one();
    });
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
