// Eight jobs that each wait, as for a disk or a network: one after the other, and as the answer
// runs them. Waiting needs no core, so the threads gain time even where there is only one.

#include "collect_results.hpp"

#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "ways.hpp"

namespace {

using Jobs = std::vector<std::function<int()>>;

Jobs make_jobs() {
  Jobs jobs;
  for (int i = 0; i < 8; ++i) {
    jobs.emplace_back([i] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      return i;
    });
  }
  return jobs;
}

const bool registered = [] {
  Job<std::vector<int>> job("eight that wait", 0, [] {
    std::vector<int> results;
    for (const auto& each : make_jobs()) results.push_back(each());
    return results;
  });
  job.is_limited_by_waiting();
  job.add(
      "answer", [] { return collect_results(make_jobs()); }, 8);
  return true;
}();

}  // namespace
