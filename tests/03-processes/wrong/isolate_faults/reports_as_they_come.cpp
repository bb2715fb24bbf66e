// Wrong: each thread adds its report to one vector: in any order, and at the same time as others.
// Rejected by: race-free (data race, wrong result, use after free, crash), correct (wrong result,
// memory error, crash), concurrent (wrong result, memory error, crash)
#include "isolate_faults.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>

using interleave::ChildProcess;
using interleave::ExitStatus;
using End = JobReport::End;

namespace {

JobReport run_job(const std::vector<std::string>& job, int attempts) {
  if (job.empty()) return {End::kNotStarted, EINVAL, 0, {}};
  JobReport report;
  while (report.attempts == 0 || (report.end == End::kSignal && report.attempts < attempts)) {
    try {
      ChildProcess child(job);
      ++report.attempts;
      report.output.clear();
      for (std::string part; !(part = child.read_some()).empty();) report.output += part;
      const ExitStatus status = child.wait();
      report.end = status.succeeded() ? End::kSucceeded
                   : status.signalled ? End::kSignal
                                      : End::kExitCode;
      report.number = status.code;
    } catch (const std::system_error& error) {
      return {End::kNotStarted, error.code().value(), report.attempts, {}};
    }
  }
  return report;
}

}  // namespace

std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts) {
  if (attempts < 1) throw std::invalid_argument("less than one attempt");
  std::vector<JobReport> result;
  std::vector<std::jthread> threads;
  for (const std::vector<std::string>& job : jobs) {
    threads.emplace_back([&] { result.push_back(run_job(job, attempts)); });
  }
  for (std::jthread& thread : threads) thread.join();
  return result;
}
