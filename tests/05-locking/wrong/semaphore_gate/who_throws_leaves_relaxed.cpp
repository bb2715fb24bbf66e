// Wrong: an action that throws gives its place back with a relaxed operation, as if it had done
// nothing that anybody wants to see.
// Rejected by: race-free (data race)
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
  std::atomic<int> free = 0;
};

Gate::Gate(int places) {
  if (places <= 0) throw std::invalid_argument("Gate: nobody could ever pass");
  state_ = std::make_unique<State>();
  state_->free = places;
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  std::atomic<int>& free = state_->free;
  for (int seen = free.load(std::memory_order_relaxed);;) {
    if (seen == 0) {
      free.wait(0, std::memory_order_relaxed);
      seen = free.load(std::memory_order_relaxed);
    } else if (free.compare_exchange_weak(seen, seen - 1, std::memory_order_acquire,
                                          std::memory_order_relaxed)) {
      break;
    }
  }
  try {
    action();
  } catch (...) {
    free.fetch_add(1, std::memory_order_relaxed);
    free.notify_one();
    throw;
  }
  free.fetch_add(1, std::memory_order_release);
  free.notify_one();
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
