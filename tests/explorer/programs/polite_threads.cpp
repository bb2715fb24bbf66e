// Polite threads: each says that it wants to enter and then waits for as long as the other does.
// Peterson's turn decides who goes first.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void enter_from_two_threads() {
  std::array<std::atomic<bool>, 2> wants{};
  std::atomic<std::size_t> turn{0};
  int entered = 0;
  const auto enter = [&](std::size_t own) {
    const std::size_t other = 1 - own;
    wants.at(own).store(true);
    if constexpr (kFixed) turn.store(other);
    while (wants.at(other).load() && (!kFixed || turn.load() == other)) {
      std::this_thread::yield();
    }
    ++entered;
    wants.at(own).store(false);
  };
  run_together([&] { enter(0); }, [&] { enter(1); });
  require(entered == 2, "a thread was lost");
}

const interleave::Program program{
    "polite_threads", {"livelock"}, enter_from_two_threads<false>, enter_from_two_threads<true>};

}  // namespace
