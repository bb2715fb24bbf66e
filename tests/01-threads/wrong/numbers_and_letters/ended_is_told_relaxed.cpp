// Wrong: counts the producers that have ended with relaxed operations, which make nothing that they
// did before visible to the thread that writes the last line.
// Rejected by: race-free (data race)
#include "numbers_and_letters.hpp"

#include <atomic>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::atomic<int> ended = 0;
  std::jthread numbers([&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(std::to_string(i));
    }
    ended.fetch_add(1, std::memory_order_relaxed);
  });
  std::jthread letters([&] {
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      sink(std::string(1, static_cast<char>('A' + i)));
    }
    ended.fetch_add(1, std::memory_order_relaxed);
  });
  while (ended.load(std::memory_order_relaxed) < 2) std::this_thread::yield();
  sink("done");
}
