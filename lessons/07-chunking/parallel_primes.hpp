#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

/// What a worker does before it tests a number; on the worker's thread.
using OnNumber = std::function<void(std::uint64_t number)>;

// Counts the prime numbers among first, first + 1, ..., last - 1 on several threads. The numbers
// are handed out in blocks of `block` that follow one another (the last one has what is left): the
// larger a number, the longer its test may take, so nobody can say in advance who ends when.
//
// Requires: on_number may be called on any thread, at the same time as itself, and does not throw.
// Guarantees: on_number is called once with each number of the range, on the thread that tests it,
// before that. A thread that is free takes a block that nobody has begun, whatever the others are
// doing; as many blocks as there are workers can be under way at the same time, and no more.
// No thread that was started here is still running on return. An empty range has no primes.
// Errors: std::invalid_argument if first > last, if block is 0, or if workers is 0.
// Cost: of a number n, no more than about sqrt(n) divisions, and none after the first divisor that
// is found; what is prepared before (a table of small primes, say) stays within some megabytes,
// also for the largest numbers; no lock and no atomic operation for each number.
// Memory ordering: everything that happened before the call is visible to on_number; everything
// that on_number did is visible to the caller on return.
// Source: 000-c, which tests numbers one by one with Pool.map.
//
// Example:
//   count_primes(0, 10, 4, 2, [](std::uint64_t) {});  // 4: they are 2, 3, 5 and 7

std::size_t count_primes(std::uint64_t first, std::uint64_t last, std::uint64_t block,
                         std::size_t workers, const OnNumber& on_number);
