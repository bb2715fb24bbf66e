// Right: a mutex guards the results, which is not needed but not wrong either.
#include "collect_results.hpp"

#include <mutex>
#include <thread>

namespace {

template <typename Result>
std::vector<Result> run_all(const std::vector<std::function<Result()>>& jobs) {
  std::mutex mutex;
  std::vector<Result> results(jobs.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      const Result result = jobs[i]();
      const std::scoped_lock lock(mutex);
      results[i] = result;
    });
  }
  for (std::thread& thread : threads) thread.join();
  return results;
}

}  // namespace

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  return run_all(jobs);
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  return run_all(jobs);
}
