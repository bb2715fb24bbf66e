#pragma once

#include <cstddef>
#include <vector>

/// The indices first, first + 1, ..., last - 1.
struct Chunk {
  std::size_t first = 0;
  std::size_t last = 0;
  bool operator==(const Chunk&) const = default;
};

// Two ways to cut a range of indices [first, last) into chunks that follow one another: each index
// is in exactly one of them, and none is empty.
//
// Requires: as many chunks as are asked for fit into memory.
// Guarantees: an empty range has no chunks. Every index that std::size_t can hold may be in the
// range, except its largest value, which may be `last`.
// Errors: std::invalid_argument if first > last, if size is 0, or if parts is 0.
// Thread-safety: may be called by several threads at the same time.
// Source: 002-b, where a slice with a step cuts a list into chunks.

/// Chunks of `size` indices each; the last one has what is left, 1 to `size` indices.
///
/// Example:
///   make_chunks(0, 7, 3);  // {0, 3}, {3, 6}, {6, 7}
std::vector<Chunk> make_chunks(std::size_t first, std::size_t last, std::size_t size);

/// `parts` chunks, or one for each index if there are fewer indices. Their sizes differ by one at
/// most, and the larger ones come first.
///
/// Example:
///   share_out(0, 7, 3);  // {0, 3}, {3, 5}, {5, 7}
std::vector<Chunk> share_out(std::size_t first, std::size_t last, std::size_t parts);
