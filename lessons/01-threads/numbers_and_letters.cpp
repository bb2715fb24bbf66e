#include "numbers_and_letters.hpp"

void numbers_and_letters([[maybe_unused]] int count,
                         [[maybe_unused]] std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  // TODO: write the numbers and the letters, each on a thread of its own, with a pause between two
  // lines of a thread. The last line has to wait for both.
  sink("done");
}
