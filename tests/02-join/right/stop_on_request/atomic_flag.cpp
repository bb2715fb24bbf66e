// Right: the loop looks at an atomic flag, set before the token tells the item; wait uses a latch.
#include "stop_on_request.hpp"

#include <atomic>
#include <latch>
#include <thread>
#include <utility>

struct ItemWorker::State {
  std::atomic<bool> stopping = false;
  std::atomic<std::size_t> done = 0;
  std::latch ended{1};
  std::jthread thread;
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->thread = std::jthread([&state = *state_, items = std::move(items),
                                 work = std::move(work)](const std::stop_token& stop) {
    for (auto item = items.begin(); item != items.end() && !state.stopping; ++item) {
      work(*item, stop);
      ++state.done;
    }
    state.ended.count_down();
  });
}

ItemWorker::~ItemWorker() { request_stop(); }

void ItemWorker::request_stop() {
  state_->stopping = true;
  state_->thread.request_stop();
}

std::size_t ItemWorker::wait() {
  state_->ended.wait();
  return state_->done;
}
