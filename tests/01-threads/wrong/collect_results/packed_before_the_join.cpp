// Wrong: packs the answers in the return statement, which runs before the threads are joined.
// Rejected by: race-free (data race), concurrent (data race), correct (wrong result)
#include "collect_results.hpp"

#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<int> results(jobs.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&, i] { results[i] = jobs[i](); });
    }
  }
  return results;
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  std::vector<char> answers(jobs.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = jobs[i](); });
  }
  return {answers.begin(), answers.end()};
}
