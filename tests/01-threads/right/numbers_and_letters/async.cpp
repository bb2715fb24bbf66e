// Right: std::async, whose futures are kept, so that both producers run until they are waited for.
#include "numbers_and_letters.hpp"

#include <future>
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
  std::future<void> first = std::async(std::launch::async, numbers);
  std::future<void> second = std::async(std::launch::async, letters);
  second.get();
  first.get();
  sink("done");
}
