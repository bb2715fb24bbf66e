// Wrong: takes and gives back places with relaxed operations: the number is right, but who gets in
// does not see what the one before has done.
// Rejected by: race-free (data race)
#include "semaphore_gate.hpp"

#include <atomic>
#include <barrier>
#include <exception>
#include <stdexcept>
#include <thread>
#include <vector>

struct Gate::State {
  std::atomic<int> free;
};

Gate::Gate(int places) : state_(std::make_unique<State>()) {
  if (places <= 0) throw std::invalid_argument("no places");
  state_->free = places;
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  struct Place {
    std::atomic<int>& free;
    ~Place() {
      free.fetch_add(1, std::memory_order_relaxed);
      free.notify_one();
    }
  };
  std::atomic<int>& free = state_->free;
  for (int seen = free.load(std::memory_order_relaxed);;) {
    if (seen == 0) {
      free.wait(0, std::memory_order_relaxed);
      seen = free.load(std::memory_order_relaxed);
    } else if (free.compare_exchange_weak(seen, seen - 1, std::memory_order_relaxed)) {
      break;
    }
  }
  const Place place{free};
  action();
}

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0 || rounds < 0) throw std::invalid_argument("bad numbers");
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
          end_of_round.arrive_and_drop();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
