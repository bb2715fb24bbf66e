// Wrong: a thread reads which job is next and counts it up in two steps, so that two threads may
// run the same job, and another job is never run.
// Rejected by: race-free (data race, deadlock), concurrent (data race), correct (wrong result,
// hang)
#include "collect_results.hpp"

#include <atomic>
#include <cstddef>
#include <thread>

namespace {

template <typename Slot, typename Job>
std::vector<Slot> run_all(const std::vector<Job>& jobs) {
  std::vector<Slot> results(jobs.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&] {
        const std::size_t mine = next.load();
        next.store(mine + 1);
        results[mine] = jobs[mine]();
      });
    }
  }
  return results;
}

}  // namespace

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  return run_all<int>(jobs);
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  const std::vector<char> answers = run_all<char>(jobs);
  return {answers.begin(), answers.end()};
}
