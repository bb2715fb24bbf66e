// Wrong: a plain bool says whether somebody has asked before, and threads may ask at the same time.
// Rejected by: race-free (data race, wrong result), correct (wrong result)
#include "stop_on_request.hpp"

#include <thread>
#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
  bool asked = false;
  std::jthread thread;

  void run(const std::stop_token& stop) {
    for (const int item : items) {
      if (stop.stop_requested()) return;
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

ItemWorker::~ItemWorker() = default;

void ItemWorker::request_stop() {
  if (state_->asked) return;
  state_->asked = true;
  state_->thread.request_stop();
}

std::size_t ItemWorker::wait() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->done;
}
