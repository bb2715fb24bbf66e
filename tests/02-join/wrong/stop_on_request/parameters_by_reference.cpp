// Wrong: the thread uses the constructor's parameters by reference, which end with the constructor.
// Rejected by: correct (memory error), race-free (use after free), concurrent (use after free)
#include "stop_on_request.hpp"

#include <thread>
#include <utility>

struct ItemWorker::State {
  std::size_t done = 0;
  std::jthread thread;

  void run(const std::stop_token& stop, const std::vector<int>& items, const Work& work) {
    for (const int item : items) {
      if (stop.stop_requested()) return;
      work(item, stop);
      ++done;
    }
  }
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->thread =
      std::jthread([&](const std::stop_token& stop) { state_->run(stop, items, work); });
}

ItemWorker::~ItemWorker() = default;

void ItemWorker::request_stop() { state_->thread.request_stop(); }

std::size_t ItemWorker::wait() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->done;
}
