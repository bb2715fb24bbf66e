// Wrong: a mutex around the action: however many places there are, one is used.
// Rejected by: concurrent (serial, deadlock), race-free (wrong result)
#include "semaphore_gate.hpp"

#include <barrier>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

struct Gate::State {
  std::mutex mutex;
};

Gate::Gate(int places) : state_(std::make_unique<State>()) {
  if (places <= 0) throw std::invalid_argument("no places");
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  const std::scoped_lock lock(state_->mutex);
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
