#include "stop_on_request.hpp"

#include <thread>
#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;  // the thread's own, until it has been joined
  // Last, hence destroyed first: ~jthread requests a stop and joins while the data are still there.
  std::jthread thread;

  void run(const std::stop_token& stop) {
    for (const int item : items) {
      // Only here, between two items: an item that was begun is finished and counted.
      if (stop.stop_requested()) return;
      work(item, stop);
      ++done;
    }
  }
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->items = std::move(items);
  state_->work = std::move(work);
  // The parameters end with this constructor, the thread does not: it may know the state only.
  state_->thread =
      std::jthread([&state = *state_](const std::stop_token& stop) { state.run(stop); });
}

ItemWorker::~ItemWorker() = default;

void ItemWorker::request_stop() { state_->thread.request_stop(); }

std::size_t ItemWorker::wait() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->done;
}
