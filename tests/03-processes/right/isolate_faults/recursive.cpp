// Right: jthreads with a slot each; another attempt is a recursive call.
#include "isolate_faults.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>

using interleave::ChildProcess;
using End = JobReport::End;

namespace {

void attempt(const std::vector<std::string>& job, int left, JobReport& report) {
  const int before = report.attempts;
  try {
    ChildProcess child(job);
    report = {End::kSucceeded, 0, before + 1, {}};
    for (std::string part = child.read_some(); !part.empty(); part = child.read_some()) {
      report.output.append(part);
    }
    const interleave::ExitStatus status = child.wait();
    report.number = status.code;
    if (status.signalled) {
      report.end = End::kSignal;
    } else if (status.code != 0) {
      report.end = End::kExitCode;
    }
  } catch (const std::system_error& error) {
    report = {End::kNotStarted, error.code().value(), before, {}};
  } catch (const std::invalid_argument&) {
    report = {End::kNotStarted, EINVAL, before, {}};
  }
  if (report.end == End::kSignal && left > 1) attempt(job, left - 1, report);
}

}  // namespace

std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts) {
  if (attempts < 1) throw std::invalid_argument("less than one attempt");
  std::vector<JobReport> reports(jobs.size());
  std::vector<std::jthread> threads;
  threads.reserve(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] { attempt(jobs[i], attempts, reports[i]); });
  }
  threads.clear();  // joins them all, before the reports are handed out
  return reports;
}
