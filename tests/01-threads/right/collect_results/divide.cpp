// Right: halves the jobs; each call runs its own thread for a single job and joins two halves.
#include "collect_results.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <thread>

namespace {

// std::vector<bool> is only ever touched by the thread that made it.
template <typename Result>
std::vector<Result> run_all(std::span<const std::function<Result()>> jobs) {
  std::vector<Result> results;
  if (jobs.empty()) return results;
  std::thread front([&] {
    if (jobs.size() == 1) {
      results.push_back(jobs.front()());
    } else {
      results = run_all(jobs.first(jobs.size() / 2));
    }
  });
  std::vector<Result> back;
  if (jobs.size() > 1) back = run_all(jobs.subspan(jobs.size() / 2));
  front.join();
  std::copy(back.begin(), back.end(), std::back_inserter(results));
  return results;
}

}  // namespace

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  return run_all(std::span(jobs));
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  return run_all(std::span(jobs));
}
