// Wrong: gives each line a thread of its own, so nothing keeps the lines of a producer in order.
// Rejected by: correct (wrong result), race-free (wrong result, data race)
#include "numbers_and_letters.hpp"

#include <thread>
#include <vector>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  {
    std::vector<std::jthread> lines;
    for (int i = 0; i < count; ++i) {
      lines.emplace_back([&sink, i, pause] {
        std::this_thread::sleep_for(i * pause);
        sink(std::to_string(i));
      });
      lines.emplace_back([&sink, i, pause] {
        std::this_thread::sleep_for(i * pause);
        sink(std::string(1, static_cast<char>('A' + i)));
      });
    }
  }
  sink("done");
}
