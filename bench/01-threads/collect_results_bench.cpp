// Eight jobs that each wait, as for a disk or a network: one after the other, and as the answer
// runs them. Waiting needs no core, so the threads gain time even where there is only one.

#include "collect_results.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

namespace {

using Jobs = std::vector<std::function<int()>>;

Jobs make_jobs() {
  Jobs jobs(8, [] {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return 1;
  });
  return jobs;
}

std::vector<int> collect_one_after_the_other(const Jobs& jobs) {
  std::vector<int> results;
  results.reserve(jobs.size());
  for (const auto& job : jobs) results.push_back(job());
  return results;
}

void serial(benchmark::State& state) {
  const Jobs jobs = make_jobs();
  for (auto _ : state) benchmark::DoNotOptimize(collect_one_after_the_other(jobs));
}

void answer(benchmark::State& state) {
  const Jobs jobs = make_jobs();
  for (auto _ : state) benchmark::DoNotOptimize(collect_results(jobs));
}

// Real time: while they wait, threads use no processor time that could be measured.
BENCHMARK(serial)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(answer)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
