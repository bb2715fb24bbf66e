// Wrong: the limits begin when somebody waits for the children.
// Rejected by: correct (hang), race-free (deadlock)
#include "time_limit.hpp"

#include <algorithm>
#include <csignal>
#include <list>
#include <stdexcept>

using interleave::ChildProcess;
using std::chrono::milliseconds;

namespace {

struct Running {
  Running(const std::vector<std::string>& command, milliseconds until)
      : child(command), limit(until) {}
  ~Running() {
    child.signal_group(SIGKILL);
    child.wait();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  ChildProcess child;
  milliseconds limit;
  LimitedEnd end;
};

}  // namespace

struct LimitedProcesses::State {
  LimitClock& clock;
  std::list<Running> running;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}}) {}

LimitedProcesses::~LimitedProcesses() = default;

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("a limit that is not more than 0");
  state_->running.emplace_back(command, limit);
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<Running*> by_deadline;
  for (Running& running : state_->running) by_deadline.push_back(&running);
  std::sort(by_deadline.begin(), by_deadline.end(),
            [](const Running* a, const Running* b) { return a->limit < b->limit; });
  const milliseconds began = state_->clock.now();
  for (Running* running : by_deadline) {
    running->end.overran = !state_->clock.wait_for_end(running->child.id(), began + running->limit);
    if (running->end.overran) running->child.signal_group(SIGKILL);
    running->end.status = running->child.wait();
  }
  std::vector<LimitedEnd> ends;
  for (const Running& running : state_->running) ends.push_back(running.end);
  state_->running.clear();
  return ends;
}
