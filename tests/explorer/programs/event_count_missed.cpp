// Event count missed: the waiter notes the count after it has looked, so an event in between is
// already counted, and the waiter waits for one more.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void wait_for_event() {
  std::atomic<int> events{0};
  std::atomic<bool> ready{false};
  const auto signal = [&] {
    ready.store(true);
    events.fetch_add(1);
    events.notify_all();
  };
  const auto wait = [&] {
    if constexpr (kFixed) {
      for (int seen = events.load(); !ready.load(); seen = events.load()) events.wait(seen);
    } else {
      while (!ready.load()) events.wait(events.load());
    }
    require(ready.load(), "the wait is over, but nothing is ready");
  };
  run_together(signal, wait);
}

const interleave::Program program{"event_count_missed",
                                  {"lost wake-up", "deadlock"},
                                  wait_for_event<false>,
                                  wait_for_event<true>};

}  // namespace
