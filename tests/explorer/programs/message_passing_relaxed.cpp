// Message passing with relaxed orders: all is atomic, so nothing races; but the flag may be seen
// before the message.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <std::memory_order kStore, std::memory_order kLoad>
void pass_message() {
  std::atomic<int> message{0};
  std::atomic<bool> sent{false};
  const auto send = [&] {
    message.store(42, std::memory_order_relaxed);
    sent.store(true, kStore);
  };
  const auto receive = [&] {
    if (!sent.load(kLoad)) return;
    require(message.load(std::memory_order_relaxed) == 42, "sent, but the message is not there");
  };
  run_together(send, receive);
}

const interleave::Program program{
    "message_passing_relaxed",
    {"wrong result"},
    pass_message<std::memory_order_relaxed, std::memory_order_relaxed>,
    pass_message<std::memory_order_release, std::memory_order_acquire>,
    {.weak_memory = true}};

}  // namespace
