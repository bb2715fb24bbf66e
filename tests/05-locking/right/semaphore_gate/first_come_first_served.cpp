// Right: the gate hands each place to whoever has waited longest, by promises; for the rounds a
// worker meets the caller, who starts each round and drops the failed.
#include "semaphore_gate.hpp"

#include <exception>
#include <future>
#include <list>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <thread>

struct Gate::State {
  int free = 0;
  std::mutex mutex;
  std::list<std::promise<void>> waiting;
};

Gate::Gate(int places) : state_(std::make_unique<State>()) {
  if (places <= 0) throw std::invalid_argument("no places");
  state_->free = places;
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  std::unique_lock lock(state_->mutex);
  if (state_->free > 0) {
    --state_->free;
    lock.unlock();
  } else {
    std::future<void> my_turn = state_->waiting.emplace_back().get_future();
    lock.unlock();
    my_turn.wait();
  }
  const auto leave = [this] {
    const std::scoped_lock relock(state_->mutex);
    if (state_->waiting.empty()) {
      ++state_->free;
    } else {
      state_->waiting.front().set_value();
      state_->waiting.pop_front();
    }
  };
  try {
    action();
  } catch (...) {
    leave();
    throw;
  }
  leave();
}

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0 || rounds < 0) throw std::invalid_argument("bad numbers");
  struct Worker {
    std::counting_semaphore<> begin{0};
    std::exception_ptr error;
    std::thread thread;
  };
  std::counting_semaphore<> ended(0);
  std::list<Worker> all(static_cast<std::size_t>(workers));
  int number = 0;
  for (Worker& worker : all) {
    worker.thread = std::thread([&, number] {
      for (int round = 0; round < rounds && !worker.error; ++round) {
        worker.begin.acquire();
        try {
          work(number, round);
        } catch (...) {
          worker.error = std::current_exception();
        }
        ended.release();
      }
    });
    ++number;
  }
  for (int round = 0; round < rounds; ++round) {
    int begun = 0;
    for (Worker& worker : all) {
      if (worker.error) continue;
      worker.begin.release();
      ++begun;
    }
    for (int i = 0; i < begun; ++i) ended.acquire();
  }
  for (Worker& worker : all) worker.thread.join();
  for (const Worker& worker : all) {
    if (worker.error) std::rethrow_exception(worker.error);
  }
}
