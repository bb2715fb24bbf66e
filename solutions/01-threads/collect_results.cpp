#include "collect_results.hpp"

#include <cstddef>
#include <thread>

namespace {

/// One result for each job. `Slot` is a type whose elements in a vector are objects of their own.
template <typename Slot, typename Job>
std::vector<Slot> run_all(const std::vector<Job>& jobs) {
  // All slots exist before the first thread starts: the vector never grows under a thread that
  // writes, and no two threads write the same element. So there is nothing to lock.
  std::vector<Slot> results(jobs.size());
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&results, &jobs, i] { results[i] = jobs[i](); });
    }
  }  // All threads are joined here, before anybody reads a result.
  return results;
}

}  // namespace

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  return run_all<int>(jobs);
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  // A byte for each thread: neighbouring bits of a vector<bool> are one memory location, and
  // setting two of them at once is a race. They are packed when the threads have ended.
  const std::vector<char> answers = run_all<char>(jobs);
  return {answers.begin(), answers.end()};
}
