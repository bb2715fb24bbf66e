// Sleep as synchronisation: "by then it will be ready".
#include "programs/program.hpp"

#include <atomic>
#include <chrono>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void wait_for_result() {
  std::atomic<int> result{0};
  const auto compute = [&] {
    result.store(42);
    result.notify_one();
  };
  const auto use = [&] {
    if constexpr (kFixed) {
      result.wait(0);
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    require(result.load() == 42, "the result is not there yet");
  };
  run_together(compute, use);
}

const interleave::Program program{
    "sleep_as_synchronisation", {"wrong result"}, wait_for_result<false>, wait_for_result<true>};

}  // namespace
