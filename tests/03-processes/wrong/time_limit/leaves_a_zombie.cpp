// Wrong: kills a child that overruns, knows how that ends, and does not wait for it.
// Rejected by: correct (process left behind), race-free (process left behind)
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
      : child(command), deadline(until) {}
  ChildProcess child;
  milliseconds deadline;
  LimitedEnd end;
};

}  // namespace

struct LimitedProcesses::State {
  LimitClock& clock;
  std::list<Running> running;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}}) {}

LimitedProcesses::~LimitedProcesses() {
  for (Running& running : state_->running) {
    running.child.signal_group(SIGKILL);
    running.child.wait();
  }
}

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("a limit that is not more than 0");
  state_->running.emplace_back(command, state_->clock.now() + limit);
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<Running*> by_deadline;
  for (Running& running : state_->running) by_deadline.push_back(&running);
  std::sort(by_deadline.begin(), by_deadline.end(),
            [](const Running* a, const Running* b) { return a->deadline < b->deadline; });
  for (Running* running : by_deadline) {
    running->end.overran = !state_->clock.wait_for_end(running->child.id(), running->deadline);
    if (running->end.overran) {
      running->child.signal_group(SIGKILL);
      running->end.status = {true, SIGKILL};
    } else {
      running->end.status = running->child.wait();
    }
  }
  std::vector<LimitedEnd> ends;
  for (const Running& running : state_->running) ends.push_back(running.end);
  state_->running.clear();
  return ends;
}
