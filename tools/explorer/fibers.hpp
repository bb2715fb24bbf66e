#pragma once

#include <cstddef>
#include <cstdint>

/// Threads of the body are fibers of one thread of the operating system: a switch takes some
/// nanoseconds, and nothing runs that the scheduler did not choose. Each fiber has a stack of its
/// own, and the thread-local storage and identity of a parked real thread, its *donor*: what
/// the C library and thread_local keep per thread is then genuine, and a debugger can see it.
namespace interleave::explorer {

inline constexpr std::size_t kStackBytes = std::size_t{8} << 20;

struct Fiber {
  void* stack_pointer = nullptr;  ///< saved while it does not run
  std::uintptr_t identity = 0;    ///< pthread_self() of its donor: where %fs points
};

/// Before anything else, in the process that runs schedules: finds out how to change %fs here.
void prepare_fibers();

/// Lets `to` run from where it stopped; returns when somebody switches back to `from`.
void switch_fiber(Fiber& from, Fiber& to);

/// Makes `fiber` begin with `entry` on the stack that ends at `stack_end` when it is switched to.
/// `entry` must not return.
void start_fiber(Fiber& fiber, std::uintptr_t stack_end, void (*entry)());

/// The identity that the fiber of thread slot `slot` has; made at first use and kept. Slot 0 is the
/// thread that calls. Storage of the program and the C++ library is as it was before any use.
std::uintptr_t fresh_identity(int slot);

/// True if `address` is in the thread_local storage of one of the fibers.
bool is_thread_local(std::uintptr_t address);

/// For a debugger: every donor goes on as the fiber that it has lent its identity to, so that the
/// debugger sees the fibers' stacks as threads. `fiber_of(slot)` may be null. Does not return to
/// exploring: each fiber then stays where it is for ever.
void show_fibers_as_threads(Fiber* (*fiber_of)(int slot), int slots);
extern "C" void interleave_hold();

}  // namespace interleave::explorer
