// Counts primes: the larger a number, the dearer. And how the size of the blocks decides what comes
// of it: in blocks of 1 the workers do little but fetch the next one, in blocks of all numbers one
// of them has all the work.

#include "parallel_primes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "peers.hpp"
#include "primes.hpp"
#include "ways.hpp"
#include "workers.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>
#endif

namespace {

constexpr std::uint64_t kLargest = 2'000'000;
constexpr std::uint64_t kBlock = 2'000;

std::size_t primes_between(std::uint64_t first, std::uint64_t last) {
  std::size_t count = 0;
  for (std::uint64_t number = first; number < last; ++number) count += is_prime(number) ? 1 : 0;
  return count;
}

std::size_t by_answer(std::uint64_t end, std::uint64_t block, unsigned workers) {
  return count_primes(0, end, block, workers, [](std::uint64_t) {});
}

#ifdef INTERLEAVE_HAS_TBB
std::size_t by_par(std::uint64_t end) {
  std::vector<std::uint64_t> blocks;  // the first number of each
  for (std::uint64_t first = 0; first < end; first += kBlock) blocks.push_back(first);
  return std::transform_reduce(
      std::execution::par, blocks.begin(), blocks.end(), std::size_t{0}, std::plus<>(),
      [end](std::uint64_t first) { return primes_between(first, std::min(first + kBlock, end)); });
}

std::size_t by_tbb(std::uint64_t end) {
  return tbb::parallel_reduce(
      tbb::blocked_range<std::uint64_t>(0, end), std::size_t{0},
      [](const auto& range, std::size_t count) {
        return count + primes_between(range.begin(), range.end());
      },
      std::plus<>());
}
#endif

std::size_t by_openmp(std::uint64_t end) {
  std::size_t count = 0;
#pragma omp parallel for schedule(dynamic, kBlock) reduction(+ : count)
  for (std::uint64_t number = 0; number < end; ++number) count += is_prime(number) ? 1 : 0;
  return count;
}

const bool registered = [] {
  for (const std::uint64_t end : {kLargest / 16, kLargest / 4, kLargest}) {
    const Job<std::size_t> job("primes", static_cast<std::int64_t>(end),
                               [end] { return primes_between(0, end); });
    for (const unsigned count : {1U, 2U, 3U, 4U, 8U}) {
      job.add(
          "answer", [end, count] { return by_answer(end, kBlock, count); },
          static_cast<int>(count));
    }
#ifdef INTERLEAVE_HAS_TBB
    job.add("std::execution::par", [end] { return by_par(end); });
    job.add("oneTBB", [end] { return by_tbb(end); });
#endif
#ifdef INTERLEAVE_HAS_OPENMP
    job.add("OpenMP", [end] { return by_openmp(end); });
#endif
    if (end == kLargest) add_missing_peers(job);
  }
  for (std::uint64_t block = 1; block < 8 * kLargest; block *= 8) {
    Job<std::size_t> job("primes in blocks of", static_cast<std::int64_t>(block),
                         [] { return primes_between(0, kLargest); });
    job.is_a_sweep();
    job.add("answer", [block] { return by_answer(kLargest, block, workers()); });
  }
  return true;
}();

}  // namespace
