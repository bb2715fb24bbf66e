// Wrong: the caller, who would only wait, answers the last question itself, beside the threads.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "collect_results.hpp"

#include <cstddef>
#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<int> results(jobs.size());
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&results, &jobs, i] { results[i] = jobs[i](); });
    }
  }
  return results;
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  if (jobs.empty()) return {};
  std::vector<char> answers(jobs.size());
  {
    const std::size_t last = jobs.size() - 1;
    std::vector<std::jthread> threads;
    threads.reserve(last);
    for (std::size_t i = 0; i < last; ++i) {
      threads.emplace_back([&answers, &jobs, i] { answers[i] = jobs[i](); });
    }
    answers[last] = jobs[last]();
  }
  return {answers.begin(), answers.end()};
}
