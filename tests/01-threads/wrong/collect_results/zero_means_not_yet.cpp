// Wrong: takes a slot that is 0 for one without a result, and waits until it is something else.
// Rejected by: correct (hang), race-free (deadlock, lost wake-up, livelock, hang)
#include "collect_results.hpp"

#include <atomic>
#include <cstddef>
#include <thread>

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  std::vector<std::atomic<int>> slots(jobs.size());
  std::vector<std::jthread> threads;
  threads.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&slots, &jobs, i] {
      slots[i] = jobs[i]();
      slots[i].notify_one();
    });
  }
  std::vector<int> results;
  for (std::atomic<int>& slot : slots) {
    slot.wait(0);
    results.push_back(slot);
  }
  return results;
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  std::vector<char> answers(jobs.size());
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&answers, &jobs, i] { answers[i] = jobs[i](); });
    }
  }
  return {answers.begin(), answers.end()};
}
