// Wrong: a single job needs no thread, so the caller runs it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "collect_results.hpp"

#include <cstddef>
#include <thread>

namespace {

template <typename Slot, typename Job>
std::vector<Slot> run_all(const std::vector<Job>& jobs) {
  std::vector<Slot> results(jobs.size());
  if (jobs.size() == 1) {
    results[0] = jobs[0]();
    return results;
  }
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&results, &jobs, i] { results[i] = jobs[i](); });
    }
  }
  return results;
}

}  // namespace

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  return run_all<int>(jobs);
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  const std::vector<char> answers = run_all<char>(jobs);
  return {answers.begin(), answers.end()};
}
