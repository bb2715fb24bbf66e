// Wrong: one metronome, a barrier that sleeps for the pause when both producers are there, beats
// for both of them, so the slower one holds up the other.
// Rejected by: concurrent (deadlock)
#include "numbers_and_letters.hpp"

#include <barrier>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::barrier beat(2, [pause]() noexcept { std::this_thread::sleep_for(pause); });
  const auto produce = [&](const auto& line) {
    for (int i = 0; i < count; ++i) {
      if (i > 0 && pause > pause.zero()) beat.arrive_and_wait();
      sink(line(i));
    }
  };
  {
    std::jthread numbers(produce, [](int i) { return std::to_string(i); });
    std::jthread letters(produce, [](int i) { return std::string(1, static_cast<char>('A' + i)); });
  }
  sink("done");
}
