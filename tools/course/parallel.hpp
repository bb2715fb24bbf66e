#pragma once

#include <cstddef>
#include <functional>

namespace interleave {

/// Calls `work(i)` for every i below `count`, in order, on so many threads at a time. After an
/// exception, or Ctrl-C, no more calls begin; when all have ended, the first exception is thrown
/// on, or Interrupted.
void for_each_index(std::size_t count, unsigned workers,
                    const std::function<void(std::size_t)>& work);

}  // namespace interleave
