#pragma once

#include <cstdint>

/// What a thread is about to do when the scheduler may switch: its next *visible* operation.
namespace interleave::explorer {

enum class Op : std::uint8_t {
  kNone,
  kEnd,  ///< the thread's last step
  kCreate,
  kJoin,
  kLock,
  kTryLock,
  kUnlock,
  kSharedLock,
  kTrySharedLock,
  kWait,        ///< lets the mutex go and waits on a condition variable
  kWaitReturn,  ///< comes back from it with the mutex
  kNotifyOne,
  kNotifyAll,
  kSemaphoreWait,
  kSemaphoreTryWait,
  kSemaphorePost,
  kFutexWait,
  kFutexReturn,
  kFutexWake,
  kOnceBegin,
  kOnceEnd,
  kBarrierWait,
  kBarrierReturn,
  kSleep,
  kClock,
  kYield,
  kLoad,
  kStore,
  kReadModifyWrite,
  kFence,
  kBodyEnd,  ///< the body has returned and waits for the threads that it left behind
  // Never pending, only told in a timeline:
  kRead,
  kWrite,
  kFree,
  kTimeout,
};

/// Pseudo-objects, for operations on what all threads share.
inline constexpr std::uintptr_t kTime = 1;
inline constexpr std::uintptr_t kThreads = 2;
inline constexpr std::uintptr_t kFences = 3;

struct Operation {
  Op kind = Op::kNone;
  std::uintptr_t object = 0;  ///< address of what it acts on, 0 for nothing that is shared
  std::uintptr_t second = 0;  ///< the mutex of a wait; the other half of 16 bytes
  std::uintptr_t pc = 0;      ///< where it was called from
};

inline bool only_reads(Op kind) { return kind == Op::kLoad || kind == Op::kClock; }

/// Whether the order of two operations of different threads can matter. Atomics count by granules
/// of eight bytes. Errs on the side of yes.
inline bool are_dependent(const Operation& a, const Operation& b) {
  if (only_reads(a.kind) && only_reads(b.kind)) return false;
  const auto same = [](std::uintptr_t x, std::uintptr_t y) {
    return x != 0 && (x >> 3) == (y >> 3) && (x > kFences || x == y);
  };
  return same(a.object, b.object) || same(a.object, b.second) || same(a.second, b.object) ||
         same(a.second, b.second);
}

}  // namespace interleave::explorer
