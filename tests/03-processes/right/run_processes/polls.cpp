// Right: asks all children in turn whether they have ended, until all have.
#include "run_processes.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>

using interleave::ChildProcess;
using interleave::ExitStatus;

std::vector<ExitStatus> run_processes(const std::vector<std::vector<std::string>>& commands) {
  std::vector<std::optional<ChildProcess>> children(commands.size());
  std::vector<std::exception_ptr> errors(commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    try {
      children[i].emplace(commands[i]);
    } catch (...) {
      errors[i] = std::current_exception();
    }
  }
  std::vector<std::optional<ExitStatus>> ends(commands.size());
  const auto still_runs = [&](std::size_t i) { return children[i] && !ends[i]; };
  for (bool all_have_ended = false; !all_have_ended;) {
    all_have_ended = true;
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (still_runs(i)) ends[i] = children[i]->try_wait();
      if (still_runs(i)) all_have_ended = false;
    }
    if (!all_have_ended) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  std::vector<ExitStatus> result;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (errors[i]) std::rethrow_exception(errors[i]);
    result.push_back(*ends[i]);
  }
  return result;
}
