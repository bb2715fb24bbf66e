// Wrong: four threads deliver all messages, from a queue. A fifth waits until one of them is free.
// Rejected by: concurrent (too few at once)
#include "retire_detach.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

struct Courier::State {
  Deliver deliver;
  std::mutex mutex;
  std::condition_variable news;       // for the threads
  std::condition_variable all_ended;  // for settle
  std::deque<std::string> queue;      // this and all below is guarded by mutex
  std::size_t under_way = 0;          // queued or being delivered
  std::size_t delivered = 0;
  bool ending = false;
  std::vector<std::jthread> threads;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      news.wait(lock, [this] { return ending || !queue.empty(); });
      if (queue.empty()) return;
      const std::string message = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      const std::vector<std::string> follow_ups = deliver(message);
      lock.lock();
      queue.insert(queue.end(), follow_ups.begin(), follow_ups.end());
      under_way += follow_ups.size();
      if (!follow_ups.empty()) news.notify_all();
      ++delivered;
      if (--under_way == 0) all_ended.notify_all();
    }
  }
};

Courier::Courier(Deliver deliver) : state_(std::make_unique<State>()) {
  state_->deliver = std::move(deliver);
  for (int i = 0; i < 4; ++i) {
    state_->threads.emplace_back([&state = *state_] { state.run(); });
  }
}

Courier::~Courier() {
  settle();
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ending = true;
  }
  state_->news.notify_all();
  for (std::jthread& thread : state_->threads) thread.join();
}

void Courier::send(const std::string& message) {
  const std::scoped_lock lock(state_->mutex);
  state_->queue.push_back(message);
  ++state_->under_way;
  state_->news.notify_one();
}

std::size_t Courier::settle() {
  std::unique_lock lock(state_->mutex);
  state_->all_ended.wait(lock, [this] { return state_->under_way == 0; });
  return state_->delivered;
}
