// Right: a mutex hands the blocks out, the caller works too, and divisors are 2, 3 and what is 1 or
// 5 more than a multiple of 6.
#include "parallel_primes.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace {

bool is_prime(std::uint64_t number) {
  for (const std::uint64_t small : {2U, 3U}) {
    if (number % small == 0) return number == small;
  }
  for (std::uint64_t divisor = 5; divisor <= number / divisor; divisor += 6) {
    if (number % divisor == 0 || number % (divisor + 2) == 0) return false;
  }
  return number > 1;
}

/// Hands out one block after another. Thread-safe.
class Blocks {
 public:
  Blocks(std::uint64_t first, std::uint64_t last, std::uint64_t size)
      : next_(first), last_(last), size_(size) {}

  std::optional<std::pair<std::uint64_t, std::uint64_t>> take() {
    const std::scoped_lock lock(mutex_);
    if (next_ == last_) return std::nullopt;
    const std::uint64_t begin = next_;
    next_ += std::min(size_, last_ - next_);
    return std::pair(begin, next_);
  }

 private:
  std::mutex mutex_;
  std::uint64_t next_;
  const std::uint64_t last_;
  const std::uint64_t size_;
};

}  // namespace

std::size_t count_primes(std::uint64_t first, std::uint64_t last, std::uint64_t block,
                         std::size_t workers, const OnNumber& on_number) {
  if (first > last || block == 0 || workers == 0) throw std::invalid_argument("count_primes");
  Blocks blocks(first, last, block);
  std::vector<std::size_t> counts(std::min<std::uint64_t>(workers, last - first));
  const auto work = [&](std::size_t& count) {
    std::size_t found = 0;
    while (const auto taken = blocks.take()) {
      for (std::uint64_t number = taken->first; number != taken->second; ++number) {
        on_number(number);
        found += is_prime(number) ? 1 : 0;
      }
    }
    count = found;
  };
  if (counts.empty()) return 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < counts.size(); ++i) threads.emplace_back(work, std::ref(counts[i]));
    work(counts[0]);
  }
  std::size_t all = 0;
  for (const std::size_t count : counts) all += count;
  return all;
}
