// Wrong: keeps the exception that comes first in time, and not that of the lowest worker.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "semaphore_gate.hpp"

#include <barrier>
#include <exception>
#include <mutex>
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
  std::exception_ptr error;
  std::once_flag is_first;
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
          std::call_once(is_first, [&] { error = std::current_exception(); });
          end_of_round.arrive_and_drop();
        }
      });
    }
  }
  if (error) std::rethrow_exception(error);
}
