// Wrong: returns as soon as there is an answer; the others are left to themselves.
// Rejected by: rules (forbidden construct), race-free (undefined behaviour), correct (undefined
// behaviour), concurrent (use after free, thread never joined)
#include "first_of.hpp"

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

std::string first_of(const std::vector<Mirror>& mirrors) {
  if (mirrors.empty()) throw std::invalid_argument("first_of: no mirrors to ask");
  std::stop_source stop;
  std::mutex mutex;
  std::optional<std::string> answer;  // guarded by mutex, until all have been joined
  std::condition_variable changed;
  std::size_t left = mirrors.size();
  std::vector<std::exception_ptr> failures(mirrors.size());
  {
    for (std::size_t i = 0; i < mirrors.size(); ++i) {
      std::thread([&, i] {
        const std::shared_ptr<void> ended(nullptr, [&](void*) {
          const std::scoped_lock lock(mutex);
          --left;
          changed.notify_all();
        });
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
      }).detach();
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return answer || left == 0; });
  }
  if (!answer) std::rethrow_exception(failures.front());
  return *std::move(answer);
}
