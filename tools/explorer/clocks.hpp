#pragma once

#include <array>
#include <cstdint>

/// Happens-before, by vector clocks.
namespace interleave::explorer {

/// Threads that may live at once in a schedule. Slots of threads that have ended are used again.
inline constexpr int kMostThreads = 64;

using Epoch = std::uint32_t;

/// `at[t]`: everything that thread t did up to this epoch happens before the clock's owner now.
struct VectorClock {
  std::array<Epoch, kMostThreads> at;

  void clear(int width) {
    for (int i = 0; i < width; ++i) at[static_cast<std::size_t>(i)] = 0;
  }
  /// `width`: how many slots are in use; the rest of both clocks is zero.
  void join(const VectorClock& other, int width) {
    for (int i = 0; i < width; ++i) {
      const auto slot = static_cast<std::size_t>(i);
      if (other.at[slot] > at[slot]) at[slot] = other.at[slot];
    }
  }
  Epoch operator[](int slot) const { return at[static_cast<std::size_t>(slot)]; }
  Epoch& operator[](int slot) { return at[static_cast<std::size_t>(slot)]; }
};

}  // namespace interleave::explorer
