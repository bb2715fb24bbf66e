// Wrong: gives the place back in an atomic counter, without the mutex: between the look at the
// counter and the sleep nobody hears the notification.
// Rejected by: correct (hang), race-free (lost wake-up, deadlock, wrong result)
#include "semaphore_gate.hpp"

#include <atomic>
#include <barrier>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

struct Gate::State {
  std::atomic<int> free = 0;
  std::mutex mutex;
  std::condition_variable freed;

  void enter() {
    std::unique_lock lock(mutex);
    freed.wait(lock, [this] { return free > 0; });
    --free;
  }

  void leave() {
    ++free;
    freed.notify_one();
  }
};

Gate::Gate(int places) : state_(std::make_unique<State>()) {
  if (places <= 0) throw std::invalid_argument("no places");
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
