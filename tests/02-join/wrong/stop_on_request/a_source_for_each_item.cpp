// Wrong: gives each item the token of a stop_source of its own, and a request reaches the one in
// hand only. A token that an earlier item has kept never says stop.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "stop_on_request.hpp"

#include <mutex>
#include <thread>
#include <utility>

struct ItemWorker::State {
  std::vector<int> items;
  Work work;
  std::size_t done = 0;
  std::mutex mutex;
  bool asked = false;        // guarded by mutex
  std::stop_source in_hand;  // guarded by mutex
  std::jthread thread;

  void run() {
    for (const int item : items) {
      std::stop_source source;
      {
        const std::scoped_lock lock(mutex);
        if (asked) return;
        in_hand = source;
      }
      work(item, source.get_token());
      ++done;
    }
  }
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  state_->items = std::move(items);
  state_->work = std::move(work);
  state_->thread = std::jthread([&state = *state_] { state.run(); });
}

ItemWorker::~ItemWorker() { request_stop(); }

void ItemWorker::request_stop() {
  std::stop_source source(std::nostopstate);
  {
    const std::scoped_lock lock(state_->mutex);
    state_->asked = true;
    source = state_->in_hand;
  }
  source.request_stop();
}

std::size_t ItemWorker::wait() {
  if (state_->thread.joinable()) state_->thread.join();
  return state_->done;
}
