// Atomic notify_one: two threads wait for the same value to change, and one of them is woken.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void open_gate() {
  std::atomic<int> gate{0};
  const auto pass = [&] {
    gate.wait(0);
    require(gate.load() == 1, "the gate is closed");
  };
  const auto open = [&] {
    gate.store(1);
    if constexpr (kFixed) {
      gate.notify_all();
    } else {
      gate.notify_one();
    }
  };
  run_together(pass, pass, open);
}

const interleave::Program program{
    "atomic_notify_one", {"lost wake-up", "deadlock"}, open_gate<false>, open_gate<true>};

}  // namespace
