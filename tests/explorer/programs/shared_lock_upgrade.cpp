// Shared lock upgrade: who reads and wants to write waits for all readers to leave, itself among
// them.
#include "programs/program.hpp"

#include <mutex>
#include <shared_mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void fill_cache() {
  std::shared_mutex mutex;
  int cached = 0;
  const auto fill = [&] {
    std::shared_lock read_lock(mutex);
    if (cached != 0) return;
    if constexpr (kFixed) read_lock.unlock();
    const std::unique_lock write_lock(mutex);
    if (cached == 0) cached = 42;
  };
  run_together(fill, fill);
  require(cached == 42, "the cache is empty");
}

const interleave::Program program{
    "shared_lock_upgrade", {"deadlock", "mutex misuse"}, fill_cache<false>, fill_cache<true>};

}  // namespace
