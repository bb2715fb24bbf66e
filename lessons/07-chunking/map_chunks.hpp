#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

/// What is to be done with each chunk, and how two neighbours' results become one.
struct ChunkedWork {
  /// Of one chunk of the items, 1 to `chunk_size` of them.
  std::function<std::string(std::span<const int> chunk)> map;
  /// Of the results of two stretches of items, of which `left` lies directly before `right`.
  std::function<std::string(const std::string& left, const std::string& right)> combine;
  /// The result of no items: combine(identity, x) == x == combine(x, identity).
  std::string identity;
};

// Cuts `items` into chunks of `chunk_size` (the last one has what is left), maps each of them on
// one of several threads, and combines the results in the order of the chunks.
//
// Requires: `map` and `combine` may be called on any thread, and at the same time as each other;
// `combine` is associative: combine(combine(a, b), c) == combine(a, combine(b, c)). It need not be
// commutative: combine(a, b) may differ from combine(b, a).
// Guarantees: `map` is called once with each chunk. The result is what combining the chunks'
// results from left to right gives; without items it is `identity`. `map` is called on at most
// `workers` different threads, the caller's among them if it is used; and as many calls as there
// are workers, or chunks if they are fewer, can be under way at the same time. A thread that is
// free takes a chunk that nobody has begun, whatever the others are doing. No thread that was
// started here is still running on return.
// Errors: std::invalid_argument if chunk_size or workers is 0. If calls of `map` or `combine`
// throw, one of their exceptions reaches the caller, after all calls under way have ended; chunks
// that nobody has begun by then may be left out.
// Memory ordering: everything that happened before the call is visible to `map`; everything that
// `map` did is visible to `combine` and, on return, to the caller.
// Source: 002-b, which cuts a list into chunks, maps them with a pool, and combines what comes
// back.
//
// Example:
//   ChunkedWork digits{[](std::span<const int> chunk) { return std::to_string(chunk[0]); },
//                      std::plus<std::string>(), ""};
//   map_chunks({{7, 8, 9}}, 1, 2, digits);  // "789"

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work);
