// Wrong: wait gives the thread up when it has joined it, while another thread may just be asking it
// to stop.
// Rejected by: race-free (data race, use after free, crash), correct (memory error, crash)
#include "stop_on_request.hpp"

#include <optional>
#include <thread>
#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
  std::optional<std::jthread> thread;  // empty when it has been waited for

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
  state_->thread.emplace([&state = *state_](const std::stop_token& stop) { state.run(stop); });
}

ItemWorker::~ItemWorker() = default;

void ItemWorker::request_stop() {
  if (state_->thread) state_->thread->request_stop();
}

std::size_t ItemWorker::wait() {
  if (state_->thread) {
    state_->thread->join();
    state_->thread.reset();
  }
  return state_->done;
}
