// Wrong: makes the words of bits atomic, but reads a word and writes it back in two steps, so that
// what another thread wrote in between is lost.
// Rejected by: race-free (wrong result), concurrent (wrong result), correct (wrong result)
#include "collect_results.hpp"

#include <atomic>
#include <cstddef>
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
  std::vector<std::atomic<unsigned>> words(jobs.size() / 32 + 1);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&, i] {
        const unsigned bit = jobs[i]() ? 1U << i % 32 : 0U;
        std::atomic<unsigned>& word = words[i / 32];
        word = word | bit;
      });
    }
  }
  std::vector<bool> answers;
  for (std::size_t i = 0; i < jobs.size(); ++i)
    answers.push_back((words[i / 32] >> i % 32 & 1) != 0);
  return answers;
}
