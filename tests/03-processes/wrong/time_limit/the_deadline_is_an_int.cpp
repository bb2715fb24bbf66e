// Wrong: keeps deadlines in an int, which holds 25 days of milliseconds, and the clock may have
// begun long ago.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "time_limit.hpp"

#include <algorithm>
#include <csignal>
#include <list>
#include <stdexcept>

using interleave::ChildProcess;
using std::chrono::milliseconds;

namespace {

struct Running {
  Running(const std::vector<std::string>& command, int until) : child(command), deadline(until) {}
  ~Running() {
    end_group();
    child.wait();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void end_group() { child.signal_group(SIGKILL); }

  ChildProcess child;
  int deadline;  // milliseconds
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
  const auto now = static_cast<int>(state_->clock.now().count());
  state_->running.emplace_back(command, now + static_cast<int>(limit.count()));
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<Running*> by_deadline;
  for (Running& running : state_->running) by_deadline.push_back(&running);
  std::sort(by_deadline.begin(), by_deadline.end(),
            [](const Running* a, const Running* b) { return a->deadline < b->deadline; });
  for (Running* running : by_deadline) {
    running->end.overran =
        !state_->clock.wait_for_end(running->child.id(), milliseconds(running->deadline));
    if (running->end.overran) running->end_group();
    running->end.status = running->child.wait();
  }
  std::vector<LimitedEnd> ends;
  for (const Running& running : state_->running) ends.push_back(running.end);
  state_->running.clear();
  return ends;
}
