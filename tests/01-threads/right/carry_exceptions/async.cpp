// Right: std::async; get rethrows, and while that unwinds, the other futures wait for their
// threads.
#include "carry_exceptions.hpp"

#include <future>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::future<void>> futures;
  futures.reserve(jobs.size());
  for (const auto& job : jobs) futures.push_back(std::async(std::launch::async, job));
  for (std::future<void>& future : futures) future.get();
}
