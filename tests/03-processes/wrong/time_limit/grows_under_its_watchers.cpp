// Wrong: threads refer to elements of a vector, which moves them when it grows.
// Rejected by: correct (undefined behaviour), race-free (undefined behaviour), concurrent
// (undefined behaviour)
#include "time_limit.hpp"

#include <csignal>
#include <stdexcept>
#include <thread>
#include <utility>

using interleave::ChildProcess;
using std::chrono::milliseconds;

namespace {

struct Running {
  ChildProcess child;
  LimitedEnd end;
};

}  // namespace

struct LimitedProcesses::State {
  LimitClock& clock;
  std::vector<Running> running;
  std::vector<std::jthread> watchers;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}, {}}) {}

LimitedProcesses::~LimitedProcesses() {
  for (Running& running : state_->running) running.child.signal_group(SIGKILL);
}

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("a limit that is not more than 0");
  state_->running.push_back({ChildProcess(command), {}});
  Running& running = state_->running.back();
  const milliseconds deadline = state_->clock.now() + limit;
  state_->watchers.emplace_back([&clock = state_->clock, &running, deadline] {
    running.end.overran = !clock.wait_for_end(running.child.id(), deadline);
    if (running.end.overran) running.child.signal_group(SIGKILL);
    running.end.status = running.child.wait();
  });
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  state_->watchers.clear();
  std::vector<LimitedEnd> ends;
  for (const Running& running : std::exchange(state_->running, {})) ends.push_back(running.end);
  return ends;
}
