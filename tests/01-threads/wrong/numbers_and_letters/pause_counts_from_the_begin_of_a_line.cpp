// Wrong: takes the time before it calls the sink, so that the time in the sink is part of the
// pause.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "numbers_and_letters.hpp"

#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  const auto produce = [&](const auto& line) {
    auto next = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
      std::this_thread::sleep_until(next);
      const std::string text = line(i);
      next = std::chrono::steady_clock::now() + pause;
      sink(text);
    }
  };
  {
    std::jthread numbers(produce, [](int i) { return std::to_string(i); });
    std::jthread letters(produce, [](int i) { return std::string(1, static_cast<char>('A' + i)); });
  }
  sink("done");
}
