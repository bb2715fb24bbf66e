#pragma once

#include <time.h>

#include <cstdint>

/// Virtual time: nanoseconds since the schedule began, which the steady clock shows as they are.
namespace interleave::explorer {

/// What the system clock shows when a schedule begins: 2026-01-01 00:00 UTC.
inline constexpr std::uint64_t kSystemEpoch = 1'767'225'600ULL * 1'000'000'000ULL;

inline std::uint64_t nanoseconds_of(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000ULL +
         static_cast<std::uint64_t>(time.tv_nsec);
}

/// A point in time on `clock`, in virtual nanoseconds; what lies before the schedule counts as its
/// beginning.
inline std::uint64_t deadline_of(clockid_t clock, const timespec& time) {
  if (time.tv_sec < 0) return 0;
  const std::uint64_t at = nanoseconds_of(time);
  if (clock != CLOCK_REALTIME) return at;
  return at < kSystemEpoch ? 0 : at - kSystemEpoch;
}

}  // namespace interleave::explorer
