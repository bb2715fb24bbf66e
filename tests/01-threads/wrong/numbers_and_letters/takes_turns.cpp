// Wrong: makes the producers take turns, because the lines that were once seen alternated.
// Rejected by: concurrent (serial, deadlock)
#include "numbers_and_letters.hpp"

#include <semaphore>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::binary_semaphore numbers_turn(1);
  std::binary_semaphore letters_turn(0);
  {
    std::jthread numbers([&] {
      for (int i = 0; i < count; ++i) {
        if (i > 0) std::this_thread::sleep_for(pause);
        numbers_turn.acquire();
        sink(std::to_string(i));
        letters_turn.release();
      }
    });
    std::jthread letters([&] {
      for (int i = 0; i < count; ++i) {
        if (i > 0) std::this_thread::sleep_for(pause);
        letters_turn.acquire();
        sink(std::string(1, static_cast<char>('A' + i)));
        numbers_turn.release();
      }
    });
  }
  sink("done");
}
