// Right: the gate sleeps on an atomic number; each round has its own threads, and joining them is
// the barrier.
#include "semaphore_gate.hpp"

#include <atomic>
#include <exception>
#include <future>
#include <stdexcept>
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
      ++free;
      free.notify_one();
    }
  };
  std::atomic<int>& free = state_->free;
  for (int seen = free;;) {
    if (seen == 0) {
      free.wait(0);
      seen = free;
    } else if (free.compare_exchange_weak(seen, seen - 1)) {
      break;
    }
  }
  const Place place{free};
  action();
}

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0 || rounds < 0) throw std::invalid_argument("bad numbers");
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(workers));
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::future<void>> calls(errors.size());
    for (int worker = 0; worker < workers; ++worker) {
      const auto i = static_cast<std::size_t>(worker);
      if (!errors[i]) calls[i] = std::async(std::launch::async, work, worker, round);
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (!calls[i].valid()) continue;
      try {
        calls[i].get();
      } catch (...) {
        errors[i] = std::current_exception();
      }
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
