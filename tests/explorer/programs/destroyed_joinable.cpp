// Destroyed joinable: an exception leaves the scope of a thread that has not been joined, and that
// ends the program.
#include "programs/program.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>

namespace {

using interleave::require;

template <class Thread>
void give_up_early() {
  std::atomic<bool> failed{false};
  bool gave_up = false;
  try {
    Thread worker([&] { failed.store(true); });
    if (failed.load()) throw std::runtime_error("the worker failed");
    worker.join();
  } catch (const std::runtime_error&) {
    gave_up = true;
  }
  require(failed.load() || !gave_up, "gave up for no reason");
}

const interleave::Program program{
    "destroyed_joinable", {"crash"}, give_up_early<std::thread>, give_up_early<std::jthread>};

}  // namespace
