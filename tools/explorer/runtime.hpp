#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "explorer/clocks.hpp"
#include "explorer/explore.hpp"
#include "explorer/fibers.hpp"
#include "explorer/operation.hpp"
#include "explorer/shared.hpp"

/// The state of the schedule that is running. There is one, because one thread of the operating
/// system runs all of the body's; the modules of the explorer work on it.
namespace interleave::explorer {

enum class Phase : std::uint8_t { kExhaustive, kBounded, kRandom, kPct, kReplay };

/// How the schedules of one batch are chosen.
struct Search {
  Phase phase = Phase::kExhaustive;
  int preemptions = -1;  ///< most that kBounded makes
  bool weak_memory = false;
  bool exact_time = false;
  bool spurious = true;  ///< condition variables may return without a notification
  std::uint64_t seed = 1;
  std::uint64_t expected_steps = 20;     ///< among which kPct changes priorities
  std::uint64_t most_steps = 1'000'000;  ///< of a schedule
  bool tracing = false;
  bool holds = false;  ///< stops for a debugger where the schedule fails
};

/// Goes through all schedules of a kind, each choice in turn.
inline bool is_depth_first(const Search& search) {
  return search.phase == Phase::kExhaustive || search.phase == Phase::kBounded;
}

enum class ThreadState : std::uint8_t { kFree, kLive, kEnded };

struct LocalDestructor {
  void (*function)(void*);
  void* object;
};

/// A thread of the body. Slots are used again; numbers, which reports show, are not.
struct Thread {
  int slot = 0;
  int number = 0;
  ThreadState state = ThreadState::kFree;
  bool joined = false;
  bool detached = false;
  bool starting = false;  ///< runs up to its first visible operation while its creator waits
  Thread* creator = nullptr;
  Fiber fiber;

  Operation pending;
  bool timed = false;          ///< what it waits for has a deadline
  std::uint64_t deadline = 0;  ///< virtual nanoseconds
  int awaited = 0;             ///< the value that it waits on a futex to change from
  bool woken = false;          ///< a notification or wake has reached it
  bool woken_for_nothing = false;
  int spurious_left = 0;

  // A thread that only looks, again and again, without anything having changed, is made to wait.
  struct Look {
    std::uintptr_t pc = 0;
    std::uintptr_t object = 0;
  };
  std::array<Look, 16> looks;
  int look_count = 0;
  std::uint64_t changes_seen = 0;
  int repeats = 0;
  int most_repeats = 0;
  bool parked = false;
  bool reads_clock = false;
  int sleeps_in_vain = 0;

  VectorClock clock;
  VectorClock acquired;  ///< by relaxed loads: an acquire fence joins it
  VectorClock fenced;    ///< the clock at the last release fence: relaxed stores publish it
  VectorClock visible;   ///< weak memory: like `clock`, with what seq_cst fences order on top
  std::uint64_t fence_order = 0;

  std::int64_t priority = 0;
  int turns_in_a_row = 0;  ///< while others could have run

  void* (*function)(void*) = nullptr;
  void* argument = nullptr;
  void* result = nullptr;
  std::array<LocalDestructor, 256> local_destructors;
  int local_destructor_count = 0;
};

/// Whatever threads synchronise on, by its address.
struct SyncObject {
  std::uintptr_t address = 0;
  int owner = -1;  ///< slot of who holds it alone
  int depth = 0;   ///< how often
  bool recursive = false;
  std::uint64_t readers = 0;  ///< slots of who shares it
  std::int64_t value = 0;     ///< of a semaphore; arrived at a barrier; done once
  std::uint64_t notified = 0;
  bool known = false;  ///< `value` has been taken over from memory
  VectorClock clock;
};

struct Runtime {
  bool active = false;   ///< calls of the body are under control now
  bool several = false;  ///< threads besides the body's have been started and not all joined
  bool freed = false;    ///< something has been: what is used may be gone
  bool tracing = false;
  Search search;

  std::array<Thread, kMostThreads> threads;
  int width = 0;  ///< slots that were ever used in this schedule
  int live = 0;
  int next_number = 0;
  Thread* current = nullptr;
  Fiber driver;

  std::uint64_t generation = 0;  ///< of the schedule: what is older is empty
  std::uint64_t now = 0;         ///< virtual nanoseconds
  int clock_reads = 0;           ///< since it moved last
  std::uint64_t idle_step = 0;   ///< by how much time moves for threads that only read the clock
  std::uint64_t changes = 0;     ///< of anything that a waiting thread could look at
  std::uint64_t steps = 0;
  std::uint64_t work = 0;
  bool body_ended = false;
  bool holding = false;  ///< for a debugger, for ever
  std::uint64_t random = 0;
  std::uint64_t sleeping = 0;
  int preemptions = 0;
  std::array<std::uint64_t, 2> priority_changes{};
  std::int64_t lowest_priority = 0;
  VectorClock fence_clock;
  std::uint64_t fence_order = 0;

  Shared* shared = nullptr;
};

/// Null until something has been explored.
extern Runtime* runtime;

inline Thread& thread_at(int slot) { return runtime->threads.at(static_cast<std::size_t>(slot)); }

/// True where a call comes from the body of an exploration.
inline bool controlled() { return runtime != nullptr && runtime->active; }

/// Calls in its scope are not under control: for calls out of the explorer.
class Uncontrolled {
 public:
  Uncontrolled() : was_active_(runtime->active) { runtime->active = false; }
  ~Uncontrolled() { runtime->active = was_active_; }
  Uncontrolled(const Uncontrolled&) = delete;
  Uncontrolled& operator=(const Uncontrolled&) = delete;

 private:
  bool was_active_;
};

/// The object at `address`; a new one if the schedule has not met it.
SyncObject& object_at(std::uintptr_t address);
SyncObject* find_object(std::uintptr_t address);
void forget_object(std::uintptr_t address);

/// Ends the schedule as `outcome`, with what is to be said of it (printf style). A failure also
/// ends the process, because the fault may have left anything behind.
[[noreturn]] void end_schedule(Outcome outcome, const char* format, ...)
    __attribute__((format(printf, 2, 3)));
[[noreturn]] inline void end_schedule(Outcome outcome) { end_schedule(outcome, "%s", ""); }

/// Adds a step to the timeline, when that is wanted.
void trace(Op kind, std::uintptr_t object, std::int64_t value, std::uintptr_t pc,
           bool plain = false);

/// The calls that the running thread is in, from the one that returns to `pc` outwards.
Stack current_stack(std::uintptr_t pc);

}  // namespace interleave::explorer
