#pragma once

#include <cstddef>

/// Work that is to be cut into chunks of one size. Costs are times, all in the same unit.
struct Workload {
  std::size_t items = 0;
  std::size_t workers = 0;
  double task_cost = 0;    ///< of handing out one chunk, whatever its size
  double item_cost = 0;    ///< of one item, on average
  double item_spread = 0;  ///< standard deviation of the cost of one item
};

// Chooses how many items a chunk should have. Small chunks cost their handing out; large ones leave
// workers idle at the end, while the last chunks are still under way.
//
// Guarantees: the result is at least 1, and no more than `items` unless there are none. The
// *makespan* with it is on average at most 1.1 times that of the best size there is. Makespan: the
// time from the start until the last worker has ended, if a worker that is free takes the next
// chunk at once, and the items' costs are independent of each other, never negative, of the given
// mean and spread.
// Errors: std::invalid_argument if workers is 0, or if a cost or the spread is negative, infinite,
// or not a number.
// Thread-safety: may be called by several threads at the same time. It measures nothing: the same
// workload gives the same size.
// Source: 002-b, which takes its chunk_size from nowhere; Pool.map takes a quarter of a worker's
// share. The trade-off is treated in C. P. Kruskal and A. Weiss, Allocating independent subtasks on
// parallel processors, IEEE Transactions on Software Engineering 11 (1985).
//
// Example:
//   choose_chunk_size({1000, 4, 20, 1, 0});  // 250: costs are all the same, handing out is dear
//   choose_chunk_size({1000, 8, 0, 1, 5});   // 1: costs differ much, handing out is free

std::size_t choose_chunk_size(const Workload& load);
