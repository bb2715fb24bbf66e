// Wrong: tells the item in hand before it sets the flag that the loop looks at. An item that ends
// at once is then followed by one more.
// Rejected by: correct (wrong result), race-free (wrong result)
#include <atomic>
#include <thread>
#include <utility>

#include "stop_on_request.hpp"

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::atomic<bool> stopping = false;
  std::size_t done = 0;
  std::jthread thread;

  void run(const std::stop_token& stop) {
    for (const int item : items) {
      if (stopping) return;
      work(item, stop);
      ++done;
    }
  }
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->items = std::move(items);
  state_->work = std::move(work);
  state_->thread =
      std::jthread([&state = *state_](const std::stop_token& stop) { state.run(stop); });
}

ItemWorker::~ItemWorker() { request_stop(); }

void ItemWorker::request_stop() {
  state_->thread.request_stop();
  state_->stopping = true;
}

std::size_t ItemWorker::wait() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->done;
}
