// Two-stage locking: two values that belong together are changed under two locks, one after the
// other, so a reader sees the one without the other.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void update_both() {
  std::mutex data_mutex;
  std::mutex derived_mutex;
  int data = 0;
  int derived = 1;  // always data + 1
  const auto update = [&] {
    std::unique_lock data_lock(data_mutex);
    data = 1;
    if constexpr (!kFixed) data_lock.unlock();
    const std::lock_guard derived_lock(derived_mutex);
    derived = 2;
  };
  const auto check = [&] {
    std::unique_lock data_lock(data_mutex);
    const int seen = data;
    if constexpr (!kFixed) data_lock.unlock();
    const std::lock_guard derived_lock(derived_mutex);
    require(derived == seen + 1, "the two values do not belong together");
  };
  run_together(update, check);
}

const interleave::Program program{
    "two_stage_locking", {"wrong result"}, update_both<false>, update_both<true>};

}  // namespace
