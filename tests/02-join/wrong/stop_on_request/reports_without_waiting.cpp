// Wrong: wait reads the count while the thread may still be at work.
// Rejected by: correct (wrong result), race-free (data race, wrong result), concurrent (data race)
#include "stop_on_request.hpp"

#include <thread>
#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
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

void ItemWorker::request_stop() { state_->thread.request_stop(); }

std::size_t ItemWorker::wait() { return state_->done; }
