#pragma once

#include <cstddef>
#include <functional>
#include <span>

struct Record {
  int key = 0;
  int origin = 0;  ///< where the record stood before; for nobody but who looks at the result
  bool operator==(const Record&) const = default;
};

struct SortOptions {
  /// Whether `left` must stand before `right`: a strict weak ordering. Called on any thread.
  std::function<bool(const Record& left, const Record& right)> before;
  /// Called before the part [first, last) is sorted without being cut, and before any two of its
  /// records are compared; on the thread that does it.
  std::function<void(std::size_t first, std::size_t last)> on_part;
  std::size_t cutoff = 0;   ///< a part of so many records is not cut any more
  std::size_t threads = 0;  ///< so many may work at the same time, the caller's among them
};

// Sorts by divide and conquer. A part of more than `cutoff` records is cut into two halves, of
// which the first has the larger size if they cannot be the same; both are sorted, and then merged.
// A part of at most `cutoff` is sorted as it is, in whatever way.
//
// Requires: `before` and `on_part` may be called on several threads at the same time.
// Guarantees: the records are sorted, and records of which neither must stand before the other keep
// their order (the sort is stable). `on_part` is called once with each part that is not cut, all of
// them together being all records; of no records, it is not called. At most `threads` threads call
// `on_part` or `before` at the same time; and as many parts as threads, or all of them if they are
// fewer, can be under way at the same time. No thread that was started here is still running on
// return.
// Errors: std::invalid_argument if cutoff or threads is 0. What `before` or `on_part` throws
// reaches the caller (one of them, if several do), after all threads have ended; what the records
// are then is not specified.
// Memory ordering: everything that happened before the call is visible to `before` and `on_part`;
// all they did is visible to the caller on return.
// Source: 002-c: divide and conquer.
//
// Example:
//   std::vector<Record> records{{3, 0}, {1, 1}, {3, 2}};
//   merge_sort(records, {by_key, ignore, 1, 2});  // {1, 1}, {3, 0}, {3, 2}

void merge_sort(std::span<Record> records, const SortOptions& options);
