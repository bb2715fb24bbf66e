// Relaxed publication: the flag is atomic, but its relaxed orders do not carry the data along.
#include "programs/program.hpp"

#include <atomic>
#include <thread>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kStore, std::memory_order kLoad>
void publish() {
  int data = 0;
  std::atomic<bool> ready{false};
  const auto write = [&] {
    data = 42;
    ready.store(true, kStore);
  };
  const auto read = [&] {
    while (!ready.load(kLoad)) std::this_thread::yield();
    require(data == 42, "ready, but the data are not there");
  };
  run_together(write, read);
}

const interleave::Program program{"relaxed_publication",
                                  {"data race"},
                                  publish<std::memory_order_relaxed, std::memory_order_relaxed>,
                                  publish<std::memory_order_release, std::memory_order_acquire>};

}  // namespace
