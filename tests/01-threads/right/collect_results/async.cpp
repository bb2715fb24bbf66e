// Right: std::async; each future carries its own result, and no memory is shared.
#include "collect_results.hpp"

#include <future>

namespace {

template <typename Result>
std::vector<Result> ask_all(const std::vector<std::function<Result()>>& jobs) {
  std::vector<std::future<Result>> futures;
  futures.reserve(jobs.size());
  for (const auto& job : jobs) futures.push_back(std::async(std::launch::async, job));
  std::vector<Result> results;
  results.reserve(jobs.size());
  for (std::future<Result>& future : futures) results.push_back(future.get());
  return results;
}

}  // namespace

std::vector<int> collect_results(const std::vector<std::function<int()>>& jobs) {
  return ask_all(jobs);
}

std::vector<bool> collect_answers(const std::vector<std::function<bool()>>& jobs) {
  return ask_all(jobs);
}
