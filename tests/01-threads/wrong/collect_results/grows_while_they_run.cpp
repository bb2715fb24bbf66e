// Wrong: adds a slot for each thread as it starts; when the vector grows, the slots of the others
// move.
// Rejected by: race-free (data race, use after free), concurrent (use after free), correct (memory
// error, wrong result, crash)
#include "collect_results.hpp"

#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<int> results;
  {
    std::vector<std::jthread> threads;
    for (const auto& job : jobs) {
      int& slot = results.emplace_back();
      threads.emplace_back([&slot, &job] { slot = job(); });
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
