// Clocks and sleeps: virtual while a schedule runs.

#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "explorer/clock.hpp"
#include "explorer/real.hpp"
#include "explorer/scheduler.hpp"

namespace {

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

constexpr std::uint64_t kSecond = 1'000'000'000;

timespec to_timespec(std::uint64_t nanoseconds) {
  return {static_cast<time_t>(nanoseconds / kSecond), static_cast<long>(nanoseconds % kSecond)};
}

int sleep_for(std::uint64_t duration, std::uintptr_t pc) {
  sleep_until(runtime->now + duration, pc);
  return 0;
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(clock_gettime)(clock, time);
  const std::uint64_t now =
      read_clock(INTERLEAVE_PC) + (clock == CLOCK_REALTIME ? kSystemEpoch : 0);
  *time = to_timespec(now);
  return 0;
}

int timespec_get(timespec* time, int base) noexcept {
  if (!controlled() || base != TIME_UTC) return INTERLEAVE_REAL(timespec_get)(time, base);
  const std::uint64_t now = read_clock(INTERLEAVE_PC) + kSystemEpoch;
  *time = to_timespec(now);
  return base;
}

time_t time(time_t* result) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(time)(result);
  const auto now = static_cast<time_t>((read_clock(INTERLEAVE_PC) + kSystemEpoch) / kSecond);
  if (result != nullptr) *result = now;
  return now;
}

int gettimeofday(timeval* time, void* zone) noexcept {
  if (!controlled()) return INTERLEAVE_REAL(gettimeofday)(time, zone);
  const std::uint64_t now = read_clock(INTERLEAVE_PC) + kSystemEpoch;
  time->tv_sec = static_cast<time_t>(now / kSecond);
  time->tv_usec = static_cast<suseconds_t>(now % kSecond / 1000);
  return 0;
}

int nanosleep(const timespec* duration, timespec* left) {
  if (!controlled()) return INTERLEAVE_REAL(nanosleep)(duration, left);
  return sleep_for(nanoseconds_of(*duration), INTERLEAVE_PC);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* time, timespec* left) {
  if (!controlled()) return INTERLEAVE_REAL(clock_nanosleep)(clock, flags, time, left);
  if ((flags & TIMER_ABSTIME) == 0) return sleep_for(nanoseconds_of(*time), INTERLEAVE_PC);
  sleep_until(std::max(deadline_of(clock, *time), runtime->now), INTERLEAVE_PC);
  return 0;
}

int usleep(useconds_t duration) {
  if (!controlled()) return INTERLEAVE_REAL(usleep)(duration);
  return sleep_for(std::uint64_t{duration} * 1000, INTERLEAVE_PC);
}

unsigned sleep(unsigned duration) {
  if (!controlled()) return INTERLEAVE_REAL(sleep)(duration);
  sleep_for(std::uint64_t{duration} * kSecond, INTERLEAVE_PC);
  return 0;
}

}  // extern "C"
