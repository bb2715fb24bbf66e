// Wrong: keeps the exception of the lowest worker of each round, and that of a later round replaces
// that of an earlier one.
// Rejected by: correct (wrong result), race-free (wrong result)
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

void run_rounds(int workers, int rounds, const std::function<void(int worker, int round)>& work) {
  if (workers <= 0) throw std::invalid_argument("run_rounds: no workers");
  if (rounds < 0) throw std::invalid_argument("run_rounds: a negative number of rounds");

  std::vector<char> gone(static_cast<std::size_t>(workers));
  std::exception_ptr error;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::exception_ptr> thrown(gone.size());
    {
      std::vector<std::jthread> threads;
      for (int worker = 0; worker < workers; ++worker) {
        const auto i = static_cast<std::size_t>(worker);
        if (gone[i] != 0) continue;
        threads.emplace_back([&, worker, i] {
          try {
            work(worker, round);
          } catch (...) {
            thrown[i] = std::current_exception();
          }
        });
      }
    }
    for (std::size_t i = gone.size(); i-- > 0;) {  // the lowest last
      if (!thrown[i]) continue;
      gone[i] = 1;
      error = thrown[i];
    }
  }
  if (error) std::rethrow_exception(error);
}
