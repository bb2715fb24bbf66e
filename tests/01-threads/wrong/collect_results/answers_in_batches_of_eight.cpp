// Wrong: eight answers share a byte, so each eight jobs are joined and packed before the next eight
// begin.
// Rejected by: concurrent (too few at once)
#include "collect_results.hpp"

#include <algorithm>
#include <array>
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
  constexpr std::size_t kBits = 8;
  std::vector<bool> answers;
  for (std::size_t first = 0; first < jobs.size(); first += kBits) {
    const std::size_t count = std::min(kBits, jobs.size() - first);
    std::array<bool, kBits> some{};
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&some, &jobs, first, i] { some[i] = jobs[first + i](); });
      }
    }
    answers.insert(answers.end(), some.begin(), some.begin() + count);
  }
  return answers;
}
