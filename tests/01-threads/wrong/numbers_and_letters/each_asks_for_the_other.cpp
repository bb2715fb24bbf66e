// Wrong: whoever ends and finds that the other has ended, too, writes the last line: both may do
// so.
// Rejected by: race-free (wrong result, data race), concurrent (wrong result), correct (wrong
// result, memory error, leak, crash)
#include "numbers_and_letters.hpp"

#include <atomic>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::atomic<bool> numbers_ended = false;
  std::atomic<bool> letters_ended = false;
  std::jthread numbers([&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(std::to_string(i));
    }
    numbers_ended = true;
    if (letters_ended) sink("done");
  });
  std::jthread letters([&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(std::string(1, static_cast<char>('A' + i)));
    }
    letters_ended = true;
    if (numbers_ended) sink("done");
  });
}
