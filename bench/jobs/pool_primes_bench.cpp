// 000-c without the interpreter: which of 40,000 numbers are prime, tried one after the other, on
// the threads of a pool, and by processes.

#include <sys/mman.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <vector>

#include "primes.hpp"
#include "ways.hpp"
#include "workers.hpp"

namespace {

// The same numbers, the same way of testing them and the same chunks as in pool_peers.py.
constexpr std::int64_t kFirst = 1'000'000'001;
constexpr std::int64_t kCount = 40'000;
constexpr std::int64_t kStep = 2;
constexpr std::int64_t kChunk = 250;

std::int64_t count_primes(std::int64_t begin, std::int64_t end) {
  std::int64_t count = 0;
  for (std::int64_t i = begin; i < end; ++i) count += is_prime(kFirst + kStep * i) ? 1 : 0;
  return count;
}

std::int64_t count_serially() { return count_primes(0, kCount); }

std::int64_t count_on_threads() {
  std::vector<std::int64_t> counts(kCount / kChunk);
  boost::asio::thread_pool pool(workers());
  for (std::int64_t chunk = 0; chunk < kCount / kChunk; ++chunk) {
    boost::asio::post(pool, [&counts, chunk] {
      counts[static_cast<std::size_t>(chunk)] = count_primes(chunk * kChunk, (chunk + 1) * kChunk);
    });
  }
  pool.join();
  std::int64_t sum = 0;
  for (const std::int64_t count : counts) sum += count;
  return sum;
}

std::int64_t count_by_processes() {
  using Sum = std::atomic<std::int64_t>;
  void* memory =
      mmap(nullptr, sizeof(Sum), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  auto* sum = new (memory) Sum(0);
  by_processes(kCount / kChunk, [sum](std::size_t chunk) {
    const auto begin = static_cast<std::int64_t>(chunk) * kChunk;
    sum->fetch_add(count_primes(begin, begin + kChunk));
  });
  const std::int64_t result = sum->load();
  munmap(memory, sizeof(Sum));
  return result;
}

const bool registered = [] {
  const Job<std::int64_t> job("primes in a pool", kCount, count_serially);
  job.add("Boost.Asio thread_pool", count_on_threads);
  job.add("processes", count_by_processes);
  return true;
}();

}  // namespace
