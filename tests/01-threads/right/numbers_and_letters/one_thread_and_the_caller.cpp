// Right: the caller's own thread is one of the two producers, and pauses after each of its lines.
#include "numbers_and_letters.hpp"

#include <thread>
#include <vector>

namespace {

void produce(const std::vector<std::string>& lines, std::chrono::milliseconds pause,
             const std::function<void(const std::string& line)>& sink) {
  for (const std::string& line : lines) {
    sink(line);
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::vector<std::string> numbers;
  std::vector<std::string> letters;
  for (int i = 0; i < count; ++i) {
    numbers.push_back(std::to_string(i));
    letters.emplace_back(1, static_cast<char>('A' + i));
  }
  std::thread other(produce, std::cref(numbers), pause, std::cref(sink));
  produce(letters, pause, sink);
  other.join();
  sink("done");
}
