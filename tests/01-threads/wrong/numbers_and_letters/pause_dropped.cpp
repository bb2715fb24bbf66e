// Wrong: writes all lines without a pause between them.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "numbers_and_letters.hpp"

#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds /*pause*/,
                         const std::function<void(const std::string& line)>& sink) {
  {
    std::jthread numbers([&] {
      for (int i = 0; i < count; ++i) sink(std::to_string(i));
    });
    std::jthread letters([&] {
      for (int i = 0; i < count; ++i) sink(std::string(1, static_cast<char>('A' + i)));
    });
  }
  sink("done");
}
