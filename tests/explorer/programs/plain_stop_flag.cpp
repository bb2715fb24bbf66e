// Plain stop flag: a thread polls a bool that another sets.
#include "programs/program.hpp"

#include <atomic>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <class Flag>
void poll_until_stopped() {
  Flag stop{false};
  bool stopped = false;
  const auto poll = [&] {
    while (!stop) std::this_thread::yield();
    stopped = true;
  };
  run_together(poll, [&] { stop = true; });
  require(stopped, "the thread ended without being stopped");
}

const interleave::Program program{"plain_stop_flag",
                                  {"data race"},
                                  poll_until_stopped<bool>,
                                  poll_until_stopped<std::atomic<bool>>};

}  // namespace
