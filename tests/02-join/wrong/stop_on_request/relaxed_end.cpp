// Wrong: a relaxed flag tells that the thread has ended. It publishes nothing that the thread did.
// Rejected by: race-free (data race), concurrent (data race)
#include <atomic>
#include <thread>
#include <utility>

#include "stop_on_request.hpp"

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
  std::atomic<bool> ended = false;
  std::jthread thread;

  void run(const std::stop_token& stop) {
    for (const int item : items) {
      if (stop.stop_requested()) break;
      work(item, stop);
      ++done;
    }
    ended.store(true, std::memory_order_relaxed);
    ended.notify_all();
  }
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->items = std::move(items);
  state_->work = std::move(work);
  state_->thread =
      std::jthread([&state = *state_](const std::stop_token& stop) { state.run(stop); });
}

ItemWorker::~ItemWorker() = default;

void ItemWorker::request_stop() { state_->thread.request_stop(); }

std::size_t ItemWorker::wait() {
  state_->ended.wait(false, std::memory_order_relaxed);
  return state_->done;
}
