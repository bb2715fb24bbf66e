// Order violation: a thread starts before what it needs has been set.
#include "programs/program.hpp"

#include <atomic>
#include <thread>

namespace {

using interleave::require;

template <bool kFixed>
void start_server() {
  std::atomic<int> port{0};
  if constexpr (kFixed) port.store(8080);
  std::thread server([&] { require(port.load() != 0, "the server has no port"); });
  if constexpr (!kFixed) port.store(8080);
  server.join();
}

const interleave::Program program{
    "used_before_initialised", {"wrong result"}, start_server<false>, start_server<true>};

}  // namespace
