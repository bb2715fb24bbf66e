// Wrong: counts the attempts behind the return of a job that has answered with an exit code.
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
  for (int attempt = 1; attempt <= attempts; ++attempt) {
    try {
      ChildProcess child(job);
      report.output.clear();
      for (std::string part; !(part = child.read_some()).empty();) report.output += part;
      const ExitStatus status = child.wait();
      report.end = status.signalled ? End::kSignal : End::kExitCode;
      report.number = status.code;
      if (report.end == End::kExitCode && report.number != 0) return report;  // its own answer
      report.attempts = attempt;
      if (status.succeeded()) {
        report.end = End::kSucceeded;
        return report;
      }
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
  std::vector<std::future<JobReport>> reports;
  for (const std::vector<std::string>& job : jobs) {
    reports.push_back(std::async(std::launch::async, run_job, std::cref(job), attempts));
  }
  std::vector<JobReport> result;
  for (std::future<JobReport>& report : reports) result.push_back(report.get());
  return result;
}
