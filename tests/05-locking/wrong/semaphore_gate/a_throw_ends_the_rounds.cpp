// Wrong: one worker that throws ends the rounds of all.
// Rejected by: correct (wrong result, hang), race-free (wrong result, deadlock)
#include "semaphore_gate.hpp"

#include <atomic>
#include <barrier>
#include <exception>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <vector>

struct Gate::State {
  explicit State(int places) : free(places) {}
  std::counting_semaphore<> free;
};

Gate::Gate(int places) {
  if (places <= 0) throw std::invalid_argument("no places");
  state_ = std::make_unique<State>(places);
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  struct Place {
    std::counting_semaphore<>& free;
    ~Place() { free.release(); }
  };
  state_->free.acquire();
  const Place place{state_->free};
  action();
}

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0 || rounds < 0) throw std::invalid_argument("bad numbers");
  std::barrier end_of_round(workers);
  std::atomic<bool> failed = false;
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(workers));
  {
    std::vector<std::jthread> threads;
    for (int worker = 0; worker < workers; ++worker) {
      threads.emplace_back([&, worker] {
        try {
          for (int round = 0; round < rounds && !failed; ++round) {
            work(worker, round);
            end_of_round.arrive_and_wait();
          }
        } catch (...) {
          errors[static_cast<std::size_t>(worker)] = std::current_exception();
          failed = true;
          end_of_round.arrive_and_drop();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
