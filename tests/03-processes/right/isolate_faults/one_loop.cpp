// Right: one thread for all jobs: poll tells which child has printed something or has come to its
// end.
#include "isolate_faults.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

using End = JobReport::End;

namespace {

class Job {
 public:
  Job(const std::vector<std::string>& command, int attempts)
      : command_(command), attempts_(attempts) {
    start();
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  Job(Job&&) = default;

  int output() const { return output_; }
  const JobReport& report() const { return report_; }

  void on_output() {
    std::array<char, 65536> block{};
    const ssize_t bytes = read(output_, block.data(), block.size());
    if (bytes > 0) {
      report_.output.append(block.data(), static_cast<std::size_t>(bytes));
    } else {
      close(std::exchange(output_, -1));
      end();
    }
  }

 private:
  void start() {
    report_.output.clear();
    std::vector<std::string> copy = command_;
    std::vector<char*> words;
    for (std::string& word : copy) words.push_back(word.data());
    words.push_back(nullptr);
    std::array<int, 2> ends{};
    if (copy.empty() || pipe2(ends.data(), O_CLOEXEC) != 0) {
      report_.number = copy.empty() ? EINVAL : errno;
      return;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int failed = posix_spawnp(&child_, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    if (failed != 0) {
      close(std::exchange(output_, -1));
      report_.end = End::kNotStarted;
      report_.number = failed;
    } else {
      ++report_.attempts;
    }
  }

  void end() {
    int status = 0;
    waitpid(child_, &status, 0);
    if (WIFSIGNALED(status)) {
      report_.end = End::kSignal;
      report_.number = WTERMSIG(status);
      if (report_.attempts < attempts_) start();
    } else {
      report_.number = WEXITSTATUS(status);
      report_.end = report_.number == 0 ? End::kSucceeded : End::kExitCode;
    }
  }

  std::vector<std::string> command_;
  int attempts_;
  pid_t child_ = 0;
  int output_ = -1;
  JobReport report_;
};

}  // namespace

std::vector<JobReport> isolate_faults(const std::vector<std::vector<std::string>>& jobs,
                                      int attempts) {
  if (attempts < 1) throw std::invalid_argument("less than one attempt");
  std::vector<Job> running;
  for (const std::vector<std::string>& job : jobs) running.emplace_back(job, attempts);
  while (true) {
    std::vector<pollfd> pipes;
    bool any = false;
    for (const Job& job : running) {
      pipes.push_back({job.output(), POLLIN, 0});
      any = any || job.output() >= 0;
    }
    if (!any) break;
    poll(pipes.data(), pipes.size(), -1);
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i].fd >= 0 && pipes[i].revents != 0) running[i].on_output();
    }
  }
  std::vector<JobReport> reports;
  for (const Job& job : running) reports.push_back(job.report());
  return reports;
}
