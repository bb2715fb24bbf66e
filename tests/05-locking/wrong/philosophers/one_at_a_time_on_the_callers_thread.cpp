// Wrong: lets them live one after another, on the caller's thread. No fork is ever shared.
// Rejected by: concurrent (serial, deadlock), race-free (deadlock), correct (hang)
#include "philosophers.hpp"

#include <stdexcept>

void dine(int philosophers, int meals, const std::function<void(int philosopher)>& think,
          const std::function<void(int philosopher)>& eat) {
  if (philosophers < 0 || meals < 0) throw std::invalid_argument("fewer than none");

  const auto live = [&](int philosopher) {
    for (int meal = 0; meal < meals; ++meal) {
      think(philosopher);
      eat(philosopher);
    }
  };
  for (int philosopher = 0; philosopher < philosophers; ++philosopher) live(philosopher);
}
