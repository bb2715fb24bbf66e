#pragma once

#include <cstddef>
#include <cstdint>

#include "explorer/runtime.hpp"

/// Which accesses are ordered, and which are a data race. Source: C++20 [intro.races].
namespace interleave::explorer {

/// What the running thread has done so far happens before whatever observes `clock` later.
inline void publish(VectorClock& clock) {
  Thread& me = *runtime->current;
  clock.join(me.clock, runtime->width);
  ++me.clock[me.slot];
}

/// What was published to `clock` happens before what the running thread does next.
inline void observe(const VectorClock& clock) {
  Thread& me = *runtime->current;
  me.clock.join(clock, runtime->width);
  if (runtime->search.weak_memory) me.visible.join(clock, runtime->width);
}

enum AccessFlags : unsigned { kIsWrite = 1, kIsAtomic = 2, kIsFree = 4 };

/// The running thread reads or writes memory. Ends the schedule if that races with an earlier
/// access, or if the memory has been freed.
void access_memory(std::uintptr_t address, std::size_t size, unsigned flags, std::uintptr_t pc);

/// Whether a plain write to `address` is remembered.
bool has_plain_write(std::uintptr_t address);

/// Tells accesses to the granule of `address` in the timeline from now on; 0 for none.
void watch_memory(std::uintptr_t address);

/// Notes a write to memory that outlives the schedule.
void note_write(std::uintptr_t address);

}  // namespace interleave::explorer
