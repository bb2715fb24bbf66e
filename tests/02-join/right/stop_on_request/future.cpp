// Right: std::async carries the count out of the thread; a shared_future may be asked again.
#include "stop_on_request.hpp"

#include <future>
#include <utility>

struct ItemWorker::State {
  std::stop_source source;
  std::shared_future<std::size_t> done;
};

ItemWorker::ItemWorker(std::vector<int> items, Work work) : state_(std::make_unique<State>()) {
  const auto run = [stop = state_->source.get_token(), items = std::move(items),
                    work = std::move(work)] {
    std::size_t done = 0;
    while (done < items.size() && !stop.stop_requested()) work(items[done++], stop);
    return done;
  };
  state_->done = std::async(std::launch::async, run).share();
}

ItemWorker::~ItemWorker() {
  request_stop();
  state_->done.wait();
}

void ItemWorker::request_stop() { state_->source.request_stop(); }

std::size_t ItemWorker::wait() { return state_->done.get(); }
