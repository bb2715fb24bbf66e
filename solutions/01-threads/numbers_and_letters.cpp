#include "numbers_and_letters.hpp"

#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  const auto produce = [&](const auto& line) {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(line(i));
    }
  };
  {
    // Nothing connects the two threads: which of them writes first, and whether they alternate, is
    // up to the scheduler.
    std::jthread numbers(produce, [](int i) { return std::to_string(i); });
    std::jthread letters(produce, [](int i) { return std::string(1, static_cast<char>('A' + i)); });
  }
  // Both threads are joined at the end of their block, so this line cannot overtake any other.
  sink("done");
}
