// Wrong: asks the last mirror on the thread of the caller, who has nothing else to do.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "first_of.hpp"

#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

std::string first_of(const std::vector<Mirror>& mirrors) {
  if (mirrors.empty()) throw std::invalid_argument("first_of: no mirrors to ask");
  std::stop_source stop;
  std::mutex mutex;
  std::optional<std::string> answer;  // guarded by mutex, until all have been joined
  std::vector<std::exception_ptr> failures(mirrors.size());
  const auto ask = [&](std::size_t i) {
    try {
      std::string mine = mirrors[i](stop.get_token());
      const std::scoped_lock lock(mutex);
      if (answer) return;
      answer = std::move(mine);
    } catch (...) {
      failures[i] = std::current_exception();
      return;
    }
    stop.request_stop();
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i + 1 < mirrors.size(); ++i) threads.emplace_back(ask, i);
    ask(mirrors.size() - 1);  // the caller has nothing else to do
  }
  if (!answer) std::rethrow_exception(failures.front());
  return *std::move(answer);
}
