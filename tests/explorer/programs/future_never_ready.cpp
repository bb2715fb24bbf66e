// Future never ready: a worker that was cancelled leaves without having kept its promise.
#include "programs/program.hpp"

#include <atomic>
#include <future>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void cancel_worker() {
  std::promise<int> promise;
  std::future<int> future = promise.get_future();
  std::atomic<bool> cancelled{false};
  const auto work = [&] {
    if (!cancelled.load()) {
      promise.set_value(42);
    } else if (kFixed) {
      promise.set_value(0);
    }
  };
  const auto use = [&] {
    const int value = future.get();
    require(value == 42 || value == 0, "nobody promised this value");
  };
  run_together(
      work, [&] { cancelled.store(true); }, use);
}

const interleave::Program program{
    "future_never_ready", {"deadlock"}, cancel_worker<false>, cancel_worker<true>};

}  // namespace
