// Wrong: notifies only when all places were taken; because that leaves somebody asleep beside a
// second free place, who waits looks again every 50 ms.
// Rejected by: race-free (wrong result)
#include "semaphore_gate.hpp"

#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

struct Gate::State {
  int free = 0;
  std::mutex mutex;
  std::condition_variable freed;

  void enter() {
    std::unique_lock lock(mutex);
    while (!freed.wait_for(lock, std::chrono::milliseconds(50), [this] { return free > 0; })) {
    }
    --free;
  }

  void leave() {
    const std::scoped_lock lock(mutex);
    if (++free == 1) freed.notify_one();
  }
};

Gate::Gate(int places) {
  if (places <= 0) throw std::invalid_argument("Gate: nobody could ever pass");
  state_ = std::make_unique<State>();
  state_->free = places;
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  struct Place {
    State& state;
    explicit Place(State& a_state) : state(a_state) { state.enter(); }
    ~Place() { state.leave(); }
  };
  const Place place(*state_);
  action();
}

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0) throw std::invalid_argument("run_rounds: no workers");
  if (rounds < 0) throw std::invalid_argument("run_rounds: a negative number of rounds");

  // A barrier, not a latch: it can be used again, because it knows which round it is in. Whoever is
  // quick waits in the next round, and is not taken for one of this round.
  std::barrier end_of_round(workers);
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(workers));
  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        try {
          for (int round = 0; round < rounds; ++round) {
            work(worker, round);
            end_of_round.arrive_and_wait();
          }
        } catch (...) {
          errors[static_cast<std::size_t>(worker)] = std::current_exception();
          // The others must not wait for somebody who is gone, in this round or a later one.
          end_of_round.arrive_and_drop();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
