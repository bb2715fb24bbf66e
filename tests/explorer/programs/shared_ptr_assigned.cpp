// Shared pointer assigned: its count is atomic, the pointer object itself is not.
#include "programs/program.hpp"

#include <memory>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void replace_while_reading() {
  std::mutex mutex;
  auto current = std::make_shared<int>(1);
  const auto replace = [&] {
    const auto next = std::make_shared<int>(2);
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (kFixed) lock.lock();
    current = next;
  };
  const auto read = [&] {
    std::unique_lock lock(mutex, std::defer_lock);
    if constexpr (kFixed) lock.lock();
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): a reader keeps what it reads
    const std::shared_ptr<int> copy = current;
    require(*copy == 1 || *copy == 2, "the value is neither old nor new");
  };
  run_together(replace, read);
}

const interleave::Program program{"shared_ptr_assigned",
                                  {"data race"},
                                  replace_while_reading<false>,
                                  replace_while_reading<true>};

}  // namespace
