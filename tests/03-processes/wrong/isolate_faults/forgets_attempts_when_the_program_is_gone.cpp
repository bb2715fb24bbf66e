// Wrong: takes a program that cannot be started for one that never was, also when it is the second
// child of its job.
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
      return {End::kNotStarted, error.code().value(), 0, {}};
    }
  }
  return report;
}

}  // namespace

std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts) {
  if (attempts < 1) throw std::invalid_argument("isolate_faults: less than one attempt");
  // A thread for each job: whoever waits for the jobs in their order, or in rounds, learns of a
  // child that has died only when others have ended.
  std::vector<std::future<JobReport>> reports;
  for (const std::vector<std::string>& job : jobs) {
    reports.push_back(std::async(std::launch::async, run_job, std::cref(job), attempts));
  }
  std::vector<JobReport> result;
  for (std::future<JobReport>& report : reports) result.push_back(report.get());
  return result;
}
