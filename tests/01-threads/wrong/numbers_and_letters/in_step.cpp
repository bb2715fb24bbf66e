// Wrong: both producers meet at a barrier before each line, so the slower one holds up the other.
// Rejected by: concurrent (deadlock)
#include "numbers_and_letters.hpp"

#include <barrier>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::barrier next_line(2);
  {
    std::jthread numbers([&] {
      for (int i = 0; i < count; ++i) {
        next_line.arrive_and_wait();
        sink(std::to_string(i));
        std::this_thread::sleep_for(pause);
      }
    });
    std::jthread letters([&] {
      for (int i = 0; i < count; ++i) {
        next_line.arrive_and_wait();
        sink(std::string(1, static_cast<char>('A' + i)));
        std::this_thread::sleep_for(pause);
      }
    });
  }
  sink("done");
}
