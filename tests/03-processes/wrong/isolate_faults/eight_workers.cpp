// Wrong: has eight threads that take one job after the other: the ninth waits for one of them.
// Rejected by: concurrent (too few at once)
#include "isolate_faults.hpp"

#include <algorithm>
#include <atomic>
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
  // Exit code 9 is an answer, signal 9 an accident: the number alone cannot tell them apart.
  while (report.attempts == 0 || (report.end == End::kSignal && report.attempts < attempts)) {
    try {
      ChildProcess child(job);
      ++report.attempts;
      report.output.clear();  // what the child before it had printed is half of something
      for (std::string part; !(part = child.read_some()).empty();) report.output += part;
      const ExitStatus status = child.wait();  // before the next child takes its place
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
  if (attempts < 1) throw std::invalid_argument("isolate_faults: less than one attempt");
  constexpr std::size_t kMostWorkers = 8;
  std::vector<JobReport> reports(jobs.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t job = next++; job < jobs.size(); job = next++) {
      reports[job] = run_job(jobs[job], attempts);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(kMostWorkers, jobs.size()); ++i)
      workers.emplace_back(work);
  }
  return reports;
}
