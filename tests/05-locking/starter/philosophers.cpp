#include "philosophers.hpp"

void dine([[maybe_unused]] int philosophers, [[maybe_unused]] int meals,
          [[maybe_unused]] const std::function<void(int philosopher)>& think,
          [[maybe_unused]] const std::function<void(int philosopher)>& eat) {
  // TODO: lay the forks, let every philosopher think and eat, and wait until all have finished.
}
