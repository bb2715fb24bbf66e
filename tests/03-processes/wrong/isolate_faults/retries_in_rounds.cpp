// Wrong: replaces what has died when all jobs have ended, instead of at once.
// Rejected by: concurrent (too few at once)
#include "isolate_faults.hpp"

#include <cerrno>
#include <future>
#include <stdexcept>
#include <system_error>
#include <utility>

using interleave::ChildProcess;
using interleave::ExitStatus;
using End = JobReport::End;

namespace {

JobReport run_job(const std::vector<std::string>& job, int before) {
  if (job.empty()) return {End::kNotStarted, EINVAL, 0, {}};
  JobReport report;
  report.attempts = before;
  try {
    ChildProcess child(job);
    ++report.attempts;
    for (std::string part; !(part = child.read_some()).empty();) report.output += part;
    const ExitStatus status = child.wait();
    report.end = status.succeeded() ? End::kSucceeded
                 : status.signalled ? End::kSignal
                                    : End::kExitCode;
    report.number = status.code;
  } catch (const std::system_error& error) {
    report.number = error.code().value();
  }
  return report;
}

}  // namespace

std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts) {
  if (attempts < 1) throw std::invalid_argument("less than one attempt");
  std::vector<JobReport> result(jobs.size(), {End::kSignal, 0, 0, {}});
  for (int round = 0; round < attempts; ++round) {
    std::vector<std::pair<std::size_t, std::future<JobReport>>> reports;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (result[i].end != End::kSignal) continue;
      reports.emplace_back(i, std::async(std::launch::async, run_job, std::cref(jobs[i]), round));
    }
    for (auto& [i, report] : reports) result[i] = report.get();
  }
  return result;
}
