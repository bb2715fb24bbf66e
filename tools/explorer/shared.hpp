#pragma once

#include <array>
#include <cstdint>

#include "explorer/clocks.hpp"
#include "explorer/operation.hpp"

/// What the driver and the forked child that runs schedules have in common: memory that both see.
namespace interleave::explorer {

enum class Outcome : std::uint8_t {
  kNone,      ///< the child ended without a word
  kPassed,    ///< the schedule ran to its end
  kPruned,    ///< abandoned: equivalent to one that was run
  kCut,       ///< abandoned: longer than an exhaustive search follows
  kDiverged,  ///< the body did something else than in the same schedule before
  kDataRace,
  kUseAfterFree,
  kDeadlock,
  kLostWakeUp,
  kLivelock,
  kThreadLeft,
  kMutexMisuse,
  kWrongResult,
  kSerial,        ///< a rendezvous waits, with one thread inside
  kTooFewAtOnce,  ///< or with more, but not all
  kExplained,     ///< a standstill that the test has a name for
  kCrash,
  kHang,
  kEndedEarly,  ///< the body ended the process
  kResourceLimit,
  kUnsupported,  ///< a limit of the explorer, never the body's fault
};

enum class ChoiceKind : std::uint8_t {
  kThread,
  kValue,
  kRare,  ///< whether something rare happens: not tried both ways by a depth-first search
};

/// One choice that the strategy made: where it stood, what there was, what it took.
struct Choice {
  ChoiceKind kind;
  bool preempts;  ///< the running thread could have gone on, and is option 0
  std::uint8_t options;
  std::uint8_t taken;
  std::uint64_t
      sleeping;  ///< slots whose next step has been tried here in every order that matters
  std::array<std::uint8_t, kMostThreads> slots;  ///< of each option, for kThread
};

inline constexpr std::uint32_t kMostChoices = 1U << 20;
inline constexpr std::uint32_t kMostEvents = 1U << 16;
inline constexpr std::uint32_t kMostFrames = 1U << 20;

/// A place in the program: return addresses, innermost first, in `Shared::frames`.
struct Stack {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

/// A step of the replayed schedule, for the timeline.
struct Event {
  int thread;  ///< number, 0 for the body
  Op kind;
  bool plain;  ///< of a read or write: it is not atomic
  std::uintptr_t object;
  std::int64_t value;  ///< read or written, 1 for success of a try, thread started or joined, ...
  Stack stack;
};

/// A thread that cannot go on at the end of a schedule.
struct Blocked {
  int thread;
  Op kind;
  std::uintptr_t object;
  int holder;  ///< number of the thread that holds what it waits for, or -1
  bool holder_ended;
  Stack stack;
};

struct Access {
  int thread;
  bool is_write;
  bool is_atomic;
  bool is_free;
  std::uintptr_t pc;
};

struct Shared {
  Outcome outcome;
  int thread;  ///< number of the thread in which it came about
  std::array<char, 4096> detail;
  std::array<char, 512> file;
  int line;

  // The race: what happened second, and what first.
  std::uintptr_t address;
  Access second;
  Access first;

  int inside;  ///< a rendezvous that waits
  int parties;

  std::uint32_t blocked_count;
  std::array<Blocked, kMostThreads> blocked;

  // What the search did, beyond single schedules.
  std::uint64_t completed;
  std::uint64_t pruned;
  std::uint64_t cut;
  std::uint64_t work;          ///< accesses to memory, of all searches of an exploration
  std::uint64_t longest;       ///< steps of the longest schedule
  std::uint64_t first_length;  ///< steps of the first schedule of a search
  std::uint64_t index;         ///< of the schedule that is running
  bool waited_in_loops;        ///< a thread that looped without effect was made to wait
  bool spurious_possible;      ///< a condition variable was waited on
  bool writes_outside;         ///< the body changed memory that outlives it
  bool search_ended;           ///< nothing is left to backtrack to

  std::uint32_t prefix;  ///< so many choices of the trail are given
  std::uint32_t length;
  std::array<Choice, kMostChoices> trail;

  std::uint32_t event_count;
  std::array<Event, kMostEvents> events;
  std::uint32_t frame_count;
  std::array<std::uintptr_t, kMostFrames> frames;
};

}  // namespace interleave::explorer
