// Wrong: joins the first producer before it starts the second.
// Rejected by: concurrent (serial, deadlock)
#include "numbers_and_letters.hpp"

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
  std::thread first(numbers);
  first.join();
  std::thread second(letters);
  second.join();
  sink("done");
}
