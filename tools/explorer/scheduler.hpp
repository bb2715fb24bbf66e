#pragma once

#include <cstdint>

#include "explorer/runtime.hpp"

/// Decides which thread runs: one at a time, each up to its next visible operation.
namespace interleave::explorer {

/// The running thread is about to do `kind`: lets others run first if the strategy says so.
/// Returns when the operation can be done (or its deadline has passed: see `timed_out`) and it is
/// this thread's turn.
void reach(Op kind, std::uintptr_t object, std::uintptr_t pc, std::uintptr_t second = 0);

inline constexpr std::uint64_t kNever = ~std::uint64_t{0};

/// The same for an operation that gives up at `deadline`, in virtual nanoseconds or kNever. True if
/// it did.
bool reach_until(Op kind, std::uintptr_t object, std::uintptr_t pc, std::uint64_t deadline,
                 std::uintptr_t second = 0);

/// Whether `thread` could do what it is about to do, deadlines aside.
bool is_enabled(const Thread& thread);

/// To be called before an operation that only looks (a load, a failed try): true if the running
/// thread has looked at the same thing from the same place since anything last changed. Such a
/// repeat needs no `reach`: it would see the same. After too many of them the thread is made to
/// wait.
bool repeats_look(std::uintptr_t pc, std::uintptr_t object, Op kind);
void note_look(std::uintptr_t pc, std::uintptr_t object);

/// Something that threads may look at has changed.
inline void note_change() { ++runtime->changes; }

/// Lets a new thread run up to its first visible operation.
void begin_thread(Thread& thread);

/// The running thread ends; never returns to it.
[[noreturn]] void end_thread();

void sleep_until(std::uint64_t deadline, std::uintptr_t pc);
std::uint64_t read_clock(std::uintptr_t pc);
void yield_thread(std::uintptr_t pc);

}  // namespace interleave::explorer
