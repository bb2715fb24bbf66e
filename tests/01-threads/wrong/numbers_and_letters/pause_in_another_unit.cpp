// Wrong: takes the number out of the duration, and with it the unit: the pause is too short.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "numbers_and_letters.hpp"

#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  const auto numbers = [&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(std::chrono::microseconds(pause.count()));
      sink(std::to_string(i));
    }
  };
  const auto letters = [&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(std::chrono::microseconds(pause.count()));
      sink(std::string(1, static_cast<char>('A' + i)));
    }
  };
  {
    std::jthread first(numbers);
    std::jthread second(letters);
  }
  sink("done");
}
