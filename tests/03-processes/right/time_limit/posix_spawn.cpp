// Right: posix_spawn with a group for each child, and a queue of deadlines.
#include "time_limit.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <map>
#include <queue>
#include <stdexcept>
#include <system_error>
#include <utility>

using std::chrono::milliseconds;

namespace {

pid_t start_group(std::vector<std::string> command) {
  if (command.empty()) throw std::invalid_argument("a command without words");
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, words[0], &actions, &attributes, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) throw std::system_error(failed, std::generic_category(), words[0]);
  return child;
}

LimitedEnd end_of(pid_t child, bool overran) {
  if (overran) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {{true, WTERMSIG(status)}, overran};
  return {{false, WEXITSTATUS(status)}, overran};
}

}  // namespace

struct LimitedProcesses::State {
  using Deadline = std::pair<milliseconds, std::size_t>;  // and which child's

  LimitClock& clock;
  std::vector<pid_t> children;
  std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> deadlines;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}, {}}) {}

LimitedProcesses::~LimitedProcesses() {
  for (const pid_t child : state_->children) end_of(child, true);
}

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("limit");
  state_->children.push_back(start_group(command));
  state_->deadlines.push({state_->clock.now() + limit, state_->children.size() - 1});
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<LimitedEnd> ends(state_->children.size());
  for (; !state_->deadlines.empty(); state_->deadlines.pop()) {
    const auto [deadline, index] = state_->deadlines.top();
    const pid_t child = state_->children[index];
    ends[index] = end_of(child, !state_->clock.wait_for_end(child, deadline));
  }
  state_->children.clear();
  return ends;
}
