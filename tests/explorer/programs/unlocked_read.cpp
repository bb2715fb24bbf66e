// Unlocked read: the writer locks, the reader thinks that reading needs no lock.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void write_and_read() {
  std::mutex mutex;
  int value = 0;
  const auto write = [&] {
    const std::lock_guard lock(mutex);
    value = 1;
  };
  const auto read = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (kFixed) lock.lock();
    require(value == 0 || value == 1, "the value is neither old nor new");
  };
  run_together(write, read);
}

const interleave::Program program{
    "unlocked_read", {"data race"}, write_and_read<false>, write_and_read<true>};

}  // namespace
