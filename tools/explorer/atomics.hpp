#pragma once

#include <cstdint>

#include "explorer/runtime.hpp"

/// Atomic objects under the C++20 memory model, with two simplifications that are said in
/// docs/explorer.md: modification order is the order of execution, and a load never reads a store
/// that has not been executed yet (load buffering is not modelled).
namespace interleave::explorer {

/// What the compiler passes for memory_order.
enum MemoryOrder : int { kRelaxed, kConsume, kAcquire, kRelease, kAcquireRelease, kSequential };

/// The running thread loads `latest`, which is in memory at `address`. Returns what it sees: in
/// weak mode, perhaps an older value. `repeated`: it looks again, and must not be kept from news
/// for ever.
std::uint64_t atomic_load(std::uintptr_t address, std::uint64_t latest, int order, bool repeated);

/// It stores `value` where `before` was; `reads`: as part of a read-modify-write operation, which
/// has seen `before`.
void atomic_store(std::uintptr_t address, std::uint64_t before, std::uint64_t value, int order,
                  bool reads);

void atomic_fence(int order);

/// The running thread wakes who waits for the value at `address`. If that was stored by the C++
/// library, unseen, whoever sees it observes what the thread has done.
void note_wake(std::uintptr_t address, std::uint64_t in_memory);

}  // namespace interleave::explorer
