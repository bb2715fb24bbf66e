// Wrong: a std::thread and a stop_source; the destructor joins but forgets to request the stop.
// Rejected by: correct (hang), race-free (deadlock)
#include "stop_on_request.hpp"

#include <thread>
#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
  std::stop_source source;
  std::thread thread;

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
  state_->thread = std::thread([&state = *state_] { state.run(state.source.get_token()); });
}

ItemWorker::~ItemWorker() { wait(); }

void ItemWorker::request_stop() { state_->source.request_stop(); }

std::size_t ItemWorker::wait() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->done;
}
