// Notify after unlock, to a waiter that then frees the condition variable: it may be gone before it
// is notified.
#include "programs/program.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

struct Gate {
  std::mutex mutex;
  std::condition_variable opened;
  int opens = 0;
};

template <bool kFixed>
void open_gate() {
  auto owner = std::make_unique<Gate>();
  int opens = 0;
  const auto open = [gate = owner.get()] {
    std::unique_lock lock(gate->mutex);
    ++gate->opens;
    if constexpr (!kFixed) lock.unlock();
    gate->opened.notify_one();
  };
  const auto pass = [&] {
    {
      std::unique_lock lock(owner->mutex);
      owner->opened.wait(lock, [&] { return owner->opens > 0; });
      opens = owner->opens;
    }
    owner.reset();
  };
  run_together(open, pass);
  require(opens == 1, "the gate was not opened once");
}

const interleave::Program program{
    "notify_after_unlock", {"use after free", "data race"}, open_gate<false>, open_gate<true>};

}  // namespace
