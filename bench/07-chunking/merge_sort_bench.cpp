// Sorts records, so that those with the same key keep their order.

#include "merge_sort.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <vector>

#include "peers.hpp"
#include "ways.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/parallel_invoke.h>
#endif

namespace {

using Records = std::vector<Record>;
using Position = Records::iterator;

constexpr std::size_t kLargest = 1'000'000;
constexpr std::size_t kCutoff = 10'000;

Records make_records(std::size_t count) {
  Records all(count);
  std::uint64_t random = 4;
  for (std::size_t i = 0; i < all.size(); ++i) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    all[i] = {static_cast<int>((random >> 33) % (kLargest / 4)), static_cast<int>(i)};
  }
  return all;
}

bool before(const Record& left, const Record& right) { return left.key < right.key; }

#ifdef INTERLEAVE_HAS_OPENMP
// NOLINTNEXTLINE(misc-no-recursion)
void sort_by_omp_tasks(Position first, Position last) {
  if (last - first <= static_cast<std::ptrdiff_t>(kCutoff)) {
    return std::stable_sort(first, last, before);
  }
  const Position middle = first + (last - first) / 2;
#pragma omp task
  sort_by_omp_tasks(first, middle);
  sort_by_omp_tasks(middle, last);
#pragma omp taskwait
  std::inplace_merge(first, middle, last, before);
}
#endif

#ifdef INTERLEAVE_HAS_TBB
// NOLINTNEXTLINE(misc-no-recursion)
void sort_by_tbb(Position first, Position last) {
  if (last - first <= static_cast<std::ptrdiff_t>(kCutoff)) {
    return std::stable_sort(first, last, before);
  }
  const Position middle = first + (last - first) / 2;
  tbb::parallel_invoke([&] { sort_by_tbb(first, middle); }, [&] { sort_by_tbb(middle, last); });
  std::inplace_merge(first, middle, last, before);
}
#endif

const bool registered = [] {
  for (const std::size_t count : {kLargest / 16, kLargest / 4, kLargest}) {
    // A copy is part of every way.
    const auto with = [records = make_records(count)](auto sort) {
      return [records, sort] {
        Records sorted = records;
        sort(sorted);
        return sorted;
      };
    };
    const Job<Records> job("sort", static_cast<std::int64_t>(count), with([](Records& records) {
                             std::stable_sort(records.begin(), records.end(), before);
                           }));
    for (const unsigned threads : {1U, 2U, 3U, 4U, 8U}) {
      job.add("answer", with([threads](Records& records) {
                merge_sort(records, {before, [](std::size_t, std::size_t) {}, kCutoff, threads});
              }),
              static_cast<int>(threads));
    }
#ifdef INTERLEAVE_HAS_TBB
    job.add("std::execution::par", with([](Records& records) {
              std::stable_sort(std::execution::par, records.begin(), records.end(), before);
            }));
    job.add("oneTBB", with([](Records& records) { sort_by_tbb(records.begin(), records.end()); }));
#endif
#ifdef INTERLEAVE_HAS_OPENMP
    job.add("OpenMP", with([](Records& records) {
#pragma omp parallel
#pragma omp single
              sort_by_omp_tasks(records.begin(), records.end());
            }));
#endif
    if (count == kLargest) add_missing_peers(job);
  }
  return true;
}();

}  // namespace
