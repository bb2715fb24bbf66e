// Wrong: rounds the number of blocks up by adding block - 1, which for a very large block wraps
// round to no blocks.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "parallel_primes.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

bool is_prime(std::uint64_t number) {
  if (number < 2) return false;
  if (number % 2 == 0) return number == 2;
  // divisor <= number / divisor: the square of a large divisor would overflow.
  for (std::uint64_t divisor = 3; divisor <= number / divisor; divisor += 2) {
    if (number % divisor == 0) return false;
  }
  return true;
}

}  // namespace

std::size_t count_primes(std::uint64_t first, std::uint64_t last, std::uint64_t block,
                         std::size_t workers, const OnNumber& on_number) {
  if (first > last) throw std::invalid_argument("count_primes: the range ends before it begins");
  if (block == 0) throw std::invalid_argument("count_primes: blocks of 0 numbers");
  if (workers == 0) throw std::invalid_argument("count_primes: no workers");
  const std::uint64_t blocks = (last - first + block - 1) / block;

  // Blocks are counted, not numbers: a number behind the last one might not fit its type.
  std::atomic<std::uint64_t> next = 0;
  std::atomic<std::size_t> primes = 0;
  const auto take_blocks = [&] {
    std::size_t found = 0;  // of this worker: the shared count is touched once
    for (std::uint64_t i = next++; i < blocks; i = next++) {
      const std::uint64_t begin = first + i * block;
      const std::uint64_t end = begin + std::min(block, last - begin);
      for (std::uint64_t number = begin; number < end; ++number) {
        on_number(number);
        if (is_prime(number)) ++found;
      }
    }
    primes += found;
  };
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(workers, blocks); ++i) {
      threads.emplace_back(take_blocks);
    }
  }
  return primes;
}
