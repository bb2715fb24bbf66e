// Wrong: all threads leave their results in one variable, which is read after each join.
// Rejected by: race-free (data race), concurrent (data race), correct (wrong result)
#include "collect_results.hpp"

#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  int result = 0;
  std::vector<std::thread> threads;
  for (const auto& job : jobs) {
    threads.emplace_back([&] { result = job(); });
  }
  std::vector<int> results;
  for (std::thread& thread : threads) {
    thread.join();
    results.push_back(result);
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
