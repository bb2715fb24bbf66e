// Wrong: a worker that throws breaks the barrier, and nobody waits in it any more: the others go on
// without it, but out of step.
// Rejected by: race-free (wrong result), correct (wrong result)
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
  explicit State(int places) : free(places) {}

  std::counting_semaphore<> free;
};

namespace {

/// Holds one place of a gate. Its destructor is what gives the place back, so that there is no way
/// out, a `throw` included, on which that is forgotten or done twice.
class Place {
 public:
  explicit Place(std::counting_semaphore<>& free) : free_(free) { free_.acquire(); }
  ~Place() { free_.release(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::counting_semaphore<>& free_;
};

}  // namespace

Gate::Gate(int places) {
  if (places <= 0) throw std::invalid_argument("Gate: nobody could ever pass");
  state_ = std::make_unique<State>(places);
}

Gate::~Gate() = default;

void Gate::run(const std::function<void()>& action) {
  const Place place(state_->free);
  action();
}

namespace {

class Barrier {
 public:
  explicit Barrier(int workers) : workers_(workers) {}

  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    if (broken_) return;
    if (++arrived_ == workers_) {
      arrived_ = 0;
      ++round_;
      changed_.notify_all();
      return;
    }
    changed_.wait(lock, [this, round = round_] { return broken_ || round_ != round; });
  }

  void break_it() {
    const std::scoped_lock lock(mutex_);
    broken_ = true;
    changed_.notify_all();
  }

 private:
  const int workers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int arrived_ = 0;      // guarded by mutex_
  int round_ = 0;        // guarded by mutex_
  bool broken_ = false;  // guarded by mutex_
};

}  // namespace

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0) throw std::invalid_argument("run_rounds: no workers");
  if (rounds < 0) throw std::invalid_argument("run_rounds: a negative number of rounds");

  Barrier end_of_round(workers);
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
          end_of_round.break_it();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
