// What the machine can give: how much longer the same work takes on each of as many threads as
// there are processors than on one alone. Once the work is computing, once reading memory.

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

#include "workers.hpp"

namespace {

std::size_t compute() {
  std::size_t primes = 0;
  for (std::uint64_t number = 1'000'001; number < 1'040'000; number += 2) {
    std::uint64_t divisor = 3;
    while (divisor * divisor <= number && number % divisor != 0) divisor += 2;
    primes += divisor * divisor > number ? 1 : 0;
  }
  return primes;
}

/// Each thread has its own 64 MB: more than any cache.
std::int64_t read_memory(const std::vector<std::int64_t>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
}

template <typename Work>
void on_threads(benchmark::State& state, const Work& work) {
  for (auto _ : state) {
    std::vector<std::jthread> threads;
    for (std::int64_t i = 0; i < state.range(0); ++i) threads.emplace_back(work, i);
  }
}

void compute_on_threads(benchmark::State& state) {
  on_threads(state, [](std::int64_t) { benchmark::DoNotOptimize(compute()); });
}

void read_on_threads(benchmark::State& state) {
  const std::vector<std::vector<std::int64_t>> numbers(
      workers(), std::vector<std::int64_t>(std::size_t{8} << 20, 1));
  on_threads(state, [&numbers](std::int64_t thread) {
    benchmark::DoNotOptimize(read_memory(numbers[static_cast<std::size_t>(thread)]));
  });
}

void one_and_all(benchmark::internal::Benchmark* each) {
  each->ArgName("workers")->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
  if (workers() > 1) each->Arg(workers());
}

BENCHMARK(compute_on_threads)->Name("machine/compute")->Apply(one_and_all);
BENCHMARK(read_on_threads)->Name("machine/memory")->Apply(one_and_all);

}  // namespace
