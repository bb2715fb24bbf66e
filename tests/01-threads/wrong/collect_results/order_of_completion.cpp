// Wrong: each thread takes the next free slot when its job has ended, so the quickest is first.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "collect_results.hpp"

#include <atomic>
#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<int> results(jobs.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (const auto& job : jobs) {
      threads.emplace_back([&] {
        const int result = job();
        results[next++] = result;
      });
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
