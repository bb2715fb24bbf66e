// Wrong: asks each future for its result before it starts the next job.
// Rejected by: correct (hang), race-free (deadlock), concurrent (serial)
#include "collect_results.hpp"

#include <future>
#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<int> results;
  for (const auto& job : jobs) {
    results.push_back(std::async(std::launch::async, job).get());
  }
  return results;
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  std::vector<char> answers(jobs.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&, i] { answers[i] = jobs[i](); });
    }
  }
  return {answers.begin(), answers.end()};
}
