// Wrong: a barrier without the number of the round: whoever is quick arrives in the next round
// before the others have looked, and they wait for a zero that is gone.
// Rejected by: correct (hang), race-free (deadlock, lost wake-up), concurrent (serial, too few at
// once, deadlock, lost wake-up)
#include "semaphore_gate.hpp"

#include <condition_variable>
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

namespace {

class Barrier {
 public:
  explicit Barrier(int count) : count_(count) {}

  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    ++arrived_;
    end_if_all_are_here();
    next_.wait(lock, [&] { return arrived_ == 0; });
  }

  void arrive_and_drop() {
    const std::scoped_lock lock(mutex_);
    --count_;
    end_if_all_are_here();
  }

 private:
  void end_if_all_are_here() {
    if (arrived_ < count_) return;
    arrived_ = 0;
    next_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable next_;
  int count_;
  int arrived_ = 0;
};

}  // namespace

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0 || rounds < 0) throw std::invalid_argument("bad numbers");
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
          end_of_round.arrive_and_drop();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
