// Right: a third thread writes the last line, after a latch that both producers count down.
#include "numbers_and_letters.hpp"

#include <latch>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  const auto numbers = [&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(std::to_string(i));
    }
  };
  const auto letters = [&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(std::string(1, static_cast<char>('A' + i)));
    }
  };
  std::latch both_ended(2);
  std::jthread last([&] {
    both_ended.wait();
    sink("done");
  });
  std::jthread first([&] {
    numbers();
    both_ended.count_down();
  });
  std::jthread second([&] {
    letters();
    both_ended.count_down();
  });
}
