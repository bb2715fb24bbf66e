// Right: the caller waits on a condition variable for an answer or the last failure, stops the
// rest, and collects futures.
#include "first_of.hpp"

#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <stdexcept>

std::string first_of(const std::vector<Mirror>& mirrors) {
  if (mirrors.empty()) throw std::invalid_argument("no mirrors");
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<std::string> answer;
  std::size_t ended = 0;
  std::stop_source stop;
  std::vector<std::future<void>> futures;
  for (const Mirror& mirror : mirrors) {
    futures.push_back(std::async(std::launch::async, [&] {
      std::optional<std::string> mine;
      std::exception_ptr failure;
      try {
        mine = mirror(stop.get_token());
      } catch (...) {
        failure = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex);
        ++ended;
        if (!answer) answer = std::move(mine);
        changed.notify_one();
      }
      if (failure) std::rethrow_exception(failure);
    }));
  }
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answer.has_value() || ended == mirrors.size(); });
  }
  stop.request_stop();
  for (const auto& future : futures) future.wait();
  if (!answer) futures.front().get();
  return *answer;
}
