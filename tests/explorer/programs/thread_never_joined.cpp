// Thread never joined: it was detached, and nobody knows when it will have finished.
#include "programs/program.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace {

using interleave::require;

template <bool kFixed>
void save_in_background() {
  const auto saves = std::make_shared<std::atomic<int>>(0);
  std::thread saver([saves] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    saves->fetch_add(1);
  });
  if constexpr (kFixed) {
    saver.join();
  } else {
    saver.detach();
  }
  require(saves->load() <= 1, "saved more than once");
}

const interleave::Program program{"thread_never_joined",
                                  {"thread never joined"},
                                  save_in_background<false>,
                                  save_in_background<true>};

}  // namespace
