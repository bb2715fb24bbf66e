// Wrong: runs a job again whatever its failure was, also one that has given its answer.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "isolate_faults.hpp"

#include <cerrno>
#include <future>
#include <stdexcept>
#include <system_error>

using interleave::ChildProcess;
using interleave::ExitStatus;
using End = JobReport::End;

namespace {

JobReport run_job(const std::vector<std::string>& job, int attempts) {
  if (job.empty()) return {End::kNotStarted, EINVAL, 0, {}};
  JobReport report;
  while (report.attempts == 0 || (report.end != End::kSucceeded && report.attempts < attempts)) {
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
  std::vector<std::future<JobReport>> reports;
  for (const std::vector<std::string>& job : jobs) {
    reports.push_back(std::async(std::launch::async, run_job, std::cref(job), attempts));
  }
  std::vector<JobReport> result;
  for (std::future<JobReport>& report : reports) result.push_back(report.get());
  return result;
}
