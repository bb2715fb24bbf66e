// Wrong: all threads push into one vector; the space is reserved, but its end is shared.
// Rejected by: race-free (data race), concurrent (data race), correct (wrong result)
#include "collect_results.hpp"

#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<int> results;
  results.reserve(jobs.size());
  {
    std::vector<std::jthread> threads;
    for (const auto& job : jobs) {
      threads.emplace_back([&] { results.push_back(job()); });
    }
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
