// Right: each worker is an asynchronous task that returns its count.
#include "parallel_primes.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

static bool has_divisor(std::uint64_t number) {
  std::uint64_t divisor = 2;
  while (divisor <= number / divisor) {
    if (number % divisor == 0) return true;
    ++divisor;
  }
  return false;
}

std::size_t count_primes(std::uint64_t first, std::uint64_t last, std::uint64_t block,
                         std::size_t workers, const OnNumber& on_number) {
  if (first > last) throw std::invalid_argument("first > last");
  if (block == 0) throw std::invalid_argument("block is 0");
  if (workers == 0) throw std::invalid_argument("workers is 0");
  std::atomic<std::uint64_t> left = last - first;
  std::vector<std::future<std::size_t>> counts;
  for (std::size_t i = 0; i < workers; ++i) {
    counts.push_back(std::async(std::launch::async, [&] {
      std::size_t count = 0;
      for (std::uint64_t before = left; before > 0; before = left) {
        const std::uint64_t taken = std::min(block, before);
        if (!left.compare_exchange_strong(before, before - taken)) continue;
        for (std::uint64_t number = last - before; number < last - before + taken; ++number) {
          on_number(number);
          if (number > 1 && !has_divisor(number)) ++count;
        }
      }
      return count;
    }));
  }
  std::size_t primes = 0;
  for (auto& count : counts) primes += count.get();
  return primes;
}
