// Stop request ignored: the jthread's destructor asks the thread to stop and joins it, but it
// sleeps in a wait that knows nothing of stop tokens.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace {

using interleave::require;

template <bool kFixed>
void stop_idle_worker() {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool has_work = false;
  bool worked = false;
  {
    const std::jthread worker([&](const std::stop_token& stop) {
      std::unique_lock lock(mutex);
      if constexpr (kFixed) {
        worked = changed.wait(lock, stop, [&] { return has_work; });
      } else {
        changed.wait(lock, [&] { return has_work; });
        worked = true;
      }
    });
  }
  require(!worked, "the worker found work that nobody gave it");
}

const interleave::Program program{"stop_request_ignored",
                                  {"deadlock", "lost wake-up"},
                                  stop_idle_worker<false>,
                                  stop_idle_worker<true>};

}  // namespace
