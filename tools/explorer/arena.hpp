#pragma once

#include <cstddef>
#include <cstdint>

/// The memory of the running schedule: heap and stacks of its threads. Addresses depend on nothing
/// but what a thread did itself, nothing is given out twice in a schedule, and all of it is taken
/// back at once when the schedule has ended or is abandoned.
namespace interleave::explorer {

inline constexpr std::size_t kHeapBytesPerThread = std::size_t{256} << 20;

/// Reserves the address space. Returns false if the system refuses.
bool prepare_arena();

/// Forgets everything that was allocated.
void reset_arena();

/// True for addresses in the heap or on the stack of a thread under control.
bool is_in_arena(std::uintptr_t address);
bool is_on_stack_of(int slot, std::uintptr_t address);
std::uintptr_t stack_end(int slot);

/// Of the heap of `slot`; null when that is full. `alignment` is a power of two.
void* arena_allocate(int slot, std::size_t size, std::size_t alignment);

/// Bytes given out in this schedule, to all threads; it never falls.
std::size_t arena_used();

/// The size that was asked for, or 0 for a pointer that the arena did not give out.
std::size_t arena_size(const void* pointer);

/// True if `pointer` has been freed already; marks it as freed.
bool arena_free(void* pointer);

}  // namespace interleave::explorer
