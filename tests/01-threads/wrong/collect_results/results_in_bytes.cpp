// Wrong: the bytes that answers need are used for results as well, and are too small for them.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "collect_results.hpp"

#include <cstddef>
#include <thread>

namespace {

/// One byte for each job: an object of its own, unlike an element of a std::vector<bool>.
template <typename Job>
std::vector<char> run_all(const std::vector<Job>& jobs) {
  std::vector<char> results(jobs.size());
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
  const std::vector<char> results = run_all(jobs);
  return {results.begin(), results.end()};
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  const std::vector<char> answers = run_all(jobs);
  return {answers.begin(), answers.end()};
}
