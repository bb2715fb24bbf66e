// Unlocked by another: a mutex is used as a signal, locked by one thread and unlocked by the next.
#include "programs/program.hpp"

#include <mutex>
#include <semaphore>

namespace {

using interleave::require;
using interleave::run_together;

void buggy() {
  std::mutex done;
  int result = 0;
  done.lock();
  const auto compute = [&] {
    result = 42;
    done.unlock();
  };
  const auto use = [&] {
    const std::lock_guard lock(done);
    require(result == 42, "the result is not there yet");
  };
  run_together(compute, use);
}

void fixed() {
  std::binary_semaphore done(0);
  int result = 0;
  const auto compute = [&] {
    result = 42;
    done.release();
  };
  const auto use = [&] {
    done.acquire();
    require(result == 42, "the result is not there yet");
  };
  run_together(compute, use);
}

const interleave::Program program{"unlocked_by_another", {"mutex misuse"}, buggy, fixed};

}  // namespace
