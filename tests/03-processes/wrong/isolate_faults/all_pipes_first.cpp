// Wrong: opens the pipes of all jobs, then forks: each child holds those of all others open.
// Rejected by: concurrent (too few at once)
#include "isolate_faults.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <thread>

using End = JobReport::End;

namespace {

struct Attempt {
  std::array<int, 2> output{-1, -1};
  std::array<int, 2> error{-1, -1};
  pid_t child = 0;

  void open() {
    if (pipe(output.data()) != 0 || pipe2(error.data(), O_CLOEXEC) != 0) std::terminate();
  }

  void start(const std::vector<std::string>& job) {
    std::vector<char*> words;
    for (const std::string& word : job) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    child = fork();
    if (child != 0) return;
    dup2(output[1], STDOUT_FILENO);
    execvp(words[0], words.data());
    const int why = errno;
    if (write(error[1], &why, sizeof why) < 0) _exit(126);
    _exit(127);
  }

  JobReport finish(int attempts) {
    close(output[1]);
    close(error[1]);
    JobReport report{End::kNotStarted, 0, attempts, {}};
    const bool started = read(error[0], &report.number, sizeof report.number) == 0;
    std::array<char, 65536> block{};
    for (ssize_t bytes = 0; (bytes = read(output[0], block.data(), block.size())) > 0;) {
      report.output.append(block.data(), static_cast<std::size_t>(bytes));
    }
    close(output[0]);
    close(error[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!started) return {End::kNotStarted, report.number, attempts - 1, {}};
    report.number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    report.end = WIFSIGNALED(status)  ? End::kSignal
                 : report.number == 0 ? End::kSucceeded
                                      : End::kExitCode;
    return report;
  }
};

}  // namespace

std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts) {
  if (attempts < 1) throw std::invalid_argument("less than one attempt");
  std::vector<Attempt> firsts(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!jobs[i].empty()) firsts[i].open();
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!jobs[i].empty()) firsts[i].start(jobs[i]);
  }
  for (Attempt& first : firsts) {
    close(first.output[1]);
    first.output[1] = -1;
  }
  std::vector<JobReport> reports(jobs.size(), {End::kNotStarted, EINVAL, 0, {}});
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i].empty()) continue;
    threads.emplace_back([&, i] {
      reports[i] = firsts[i].finish(1);
      for (int next = 2; next <= attempts && reports[i].end == End::kSignal; ++next) {
        Attempt again;
        again.open();
        again.start(jobs[i]);
        reports[i] = again.finish(next);
      }
    });
  }
  for (std::jthread& thread : threads) thread.join();
  return reports;
}
