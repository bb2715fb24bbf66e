// What a process costs: as many are started and waited for as there are calls.

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>

#include "process/child_process.hpp"
#include "ways.hpp"

namespace {

std::size_t started(std::size_t count, const std::function<bool()>& start) {
  std::size_t succeeded = 0;
  for (std::size_t i = 0; i < count; ++i) succeeded += start() ? 1 : 0;
  return succeeded;
}

bool ends_well(pid_t process) {
  int status = 1;
  return waitpid(process, &status, 0) == process && status == 0;
}

bool fork_only() {
  const pid_t process = fork();
  if (process == 0) _exit(0);
  return ends_well(process);
}

bool spawn() {
  std::string name = "/bin/true";
  char* arguments[] = {name.data(), nullptr};
  pid_t process = 0;
  return posix_spawn(&process, name.c_str(), nullptr, nullptr, arguments, environ) == 0 &&
         ends_well(process);
}

bool wrapped() { return interleave::ChildProcess({"/bin/true"}).wait().succeeded(); }

const bool registered = [] {
  for (const std::size_t count : {1U, 10U, 100U}) {
    Job<std::size_t> job("processes for calls", static_cast<std::int64_t>(count),
                         [count] { return started(count, [] { return true; }); });
    job.is_about_cost();
    job.add("fork", [count] { return started(count, fork_only); });
    job.add("posix_spawn", [count] { return started(count, spawn); });
    job.add("ChildProcess", [count] { return started(count, wrapped); });
  }
  return true;
}();

}  // namespace
