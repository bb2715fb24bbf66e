// Wrong: the deadline of a child that cannot be started stays in the list, and becomes that of the
// next one.
// Rejected by: correct (hang), race-free (deadlock)
#include "time_limit.hpp"

#include <algorithm>
#include <csignal>
#include <stdexcept>

using interleave::ChildProcess;
using std::chrono::milliseconds;

struct LimitedProcesses::State {
  LimitClock& clock;
  std::vector<milliseconds> deadlines;  // of the children, in their order
  std::vector<ChildProcess> children;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}, {}}) {}

LimitedProcesses::~LimitedProcesses() {
  for (ChildProcess& child : state_->children) {
    child.signal_group(SIGKILL);
    child.wait();
  }
}

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("a limit that is not more than 0");
  state_->deadlines.push_back(state_->clock.now() + limit);
  state_->children.emplace_back(command);
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<ChildProcess>& children = state_->children;
  const std::vector<milliseconds>& deadlines = state_->deadlines;
  std::vector<std::size_t> by_deadline;
  for (std::size_t i = 0; i < children.size(); ++i) by_deadline.push_back(i);
  std::sort(by_deadline.begin(), by_deadline.end(),
            [&](std::size_t a, std::size_t b) { return deadlines[a] < deadlines[b]; });
  std::vector<LimitedEnd> ends(children.size());
  for (const std::size_t i : by_deadline) {
    ends[i].overran = !state_->clock.wait_for_end(children[i].id(), deadlines[i]);
    if (ends[i].overran) children[i].signal_group(SIGKILL);
    ends[i].status = children[i].wait();
  }
  state_->children.clear();
  state_->deadlines.clear();
  return ends;
}
