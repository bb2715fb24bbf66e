// Wrong: the workers of a round are called one after the other on the caller's thread: in step,
// and not at once.
// Rejected by: concurrent (serial)
#include "semaphore_gate.hpp"

#include <exception>
#include <semaphore>
#include <stdexcept>
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
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(workers));
  for (int round = 0; round < rounds; ++round) {
    for (int worker = 0; worker < workers; ++worker) {
      std::exception_ptr& error = errors[static_cast<std::size_t>(worker)];
      try {
        if (!error) work(worker, round);
      } catch (...) {
        error = std::current_exception();
      }
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
