// Adds numbers, a chunk for each worker: there is nothing to compute, so memory sets the pace.

#include "make_chunks.hpp"

#include <cstddef>
#include <cstdint>
#include <execution>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

#include "peers.hpp"
#include "ways.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>
#endif

namespace {

constexpr std::size_t kLargest = 50'000'000;

const std::vector<std::int32_t>& numbers() {
  static const auto made = [] {
    std::vector<std::int32_t> all(kLargest);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int32_t>(i % 1000);
    return all;
  }();
  return made;
}

std::int64_t sum_between(std::size_t first, std::size_t last) {
  const auto begin = numbers().begin();
  return std::reduce(begin + static_cast<std::ptrdiff_t>(first),
                     begin + static_cast<std::ptrdiff_t>(last), std::int64_t{0});
}

std::int64_t by_answer(std::size_t count, std::size_t workers) {
  const std::vector<Chunk> chunks = share_out(0, count, workers);
  std::vector<std::int64_t> sums(chunks.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
      threads.emplace_back([&, i] { sums[i] = sum_between(chunks[i].first, chunks[i].last); });
    }
  }
  return std::accumulate(sums.begin(), sums.end(), std::int64_t{0});
}

std::int64_t by_openmp(std::size_t count) {
  const std::vector<std::int32_t>& all = numbers();
  std::int64_t sum = 0;
#pragma omp parallel for reduction(+ : sum)
  for (std::size_t i = 0; i < count; ++i) sum += all[i];
  return sum;
}

const bool registered = [] {
  for (const std::size_t count : {kLargest / 100, kLargest / 10, kLargest}) {
    Job<std::int64_t> job("sum", static_cast<std::int64_t>(count),
                          [count] { return sum_between(0, count); });
    job.is_limited_by_memory();
    for (const unsigned workers : {1U, 2U, 3U, 4U, 8U}) {
      job.add(
          "answer", [count, workers] { return by_answer(count, workers); },
          static_cast<int>(workers));
    }
#ifdef INTERLEAVE_HAS_TBB
    job.add("std::execution::par", [count] {
      const auto begin = numbers().begin();
      return std::reduce(std::execution::par, begin, begin + static_cast<std::ptrdiff_t>(count),
                         std::int64_t{0});
    });
    job.add("oneTBB", [count] {
      return tbb::parallel_reduce(
          tbb::blocked_range<std::size_t>(0, count), std::int64_t{0},
          [](const auto& range, std::int64_t sum) {
            return sum + sum_between(range.begin(), range.end());
          },
          std::plus<>());
    });
#endif
#ifdef INTERLEAVE_HAS_OPENMP
    job.add("OpenMP", [count] { return by_openmp(count); });
#endif
    if (count == kLargest) add_missing_peers(job);
  }
  return true;
}();

}  // namespace
