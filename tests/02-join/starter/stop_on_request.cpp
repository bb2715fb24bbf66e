#include "stop_on_request.hpp"

#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->items = std::move(items);
  state_->work = std::move(work);
  // TODO: start a thread that works through the items, and looks for a request before each.
}

// TODO: what must have happened before the state may go?
ItemWorker::~ItemWorker() = default;

void ItemWorker::request_stop() {
  // TODO: tell the thread, and the items that it works on.
}

std::size_t ItemWorker::wait() {
  // TODO: wait until the thread has ended.
  return state_->done;
}
