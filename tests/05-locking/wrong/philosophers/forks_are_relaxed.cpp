// Wrong: relaxed flags as forks: each is in one hand only, but a fork that is handed on does not
// bring with it what its user did before.
// Rejected by: race-free (data race)
#include <atomic>
#include <cstddef>
#include <deque>
#include <stdexcept>
#include <thread>
#include <utility>

#include "philosophers.hpp"

namespace {

class Fork {
 public:
  void take() {
    while (taken_.test_and_set(std::memory_order_relaxed)) {
      taken_.wait(true, std::memory_order_relaxed);
    }
  }
  void put_back() {
    taken_.clear(std::memory_order_relaxed);
    taken_.notify_one();
  }

 private:
  std::atomic_flag taken_;
};

}  // namespace

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");
  std::deque<Fork> forks(static_cast<std::size_t>(philosophers) + 1);
  std::deque<std::jthread> table;
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) {
    Fork* first = &forks[static_cast<std::size_t>(philosopher)];
    Fork* second = &forks[static_cast<std::size_t>((philosopher + 1) % philosophers)];
    if (philosophers == 1) second = &forks[1];
    if (philosopher == 0) std::swap(first, second);
    table.emplace_back([&, philosopher, first, second] {
      for (int meal = 0; meal < meals; ++meal) {
        think(philosopher);
        first->take();
        second->take();
        eat(philosopher);
        second->put_back();
        first->put_back();
      }
    });
  }
}
