// Wrong: the producers share a mutex, which is free while one of them is in the sink, but not while
// it pauses: the other one cannot go on then.
// Rejected by: concurrent (serial)
#include "numbers_and_letters.hpp"

#include <mutex>
#include <thread>

void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink) {
  std::mutex mutex;
  const auto produce = [&](const auto& line) {
    std::unique_lock lock(mutex);
    for (int i = 0; i < count; ++i) {
      if (i > 0) std::this_thread::sleep_for(pause);
      const std::string text = line(i);
      lock.unlock();  // never call unknown code under a lock
      sink(text);
      lock.lock();
    }
  };
  {
    std::jthread numbers(produce, [](int i) { return std::to_string(i); });
    std::jthread letters(produce, [](int i) { return std::string(1, static_cast<char>('A' + i)); });
  }
  sink("done");
}
