// Wrong: all objects put their children into one list, and each waits for those of the others.
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
  Running(const std::vector<std::string>& command, milliseconds until)
      : child(command), deadline(until) {}
  ~Running() {
    end_group();
    child.wait();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void end_group() { child.signal_group(SIGKILL); }

  ChildProcess child;
  milliseconds deadline;
  LimitedEnd end;
};

std::list<Running>& all_running() {
  static std::list<Running> running;
  return running;
}

}  // namespace

struct LimitedProcesses::State {
  LimitClock& clock;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock}) {}

LimitedProcesses::~LimitedProcesses() { all_running().clear(); }

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("a limit that is not more than 0");
  all_running().emplace_back(command, state_->clock.now() + limit);
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<Running*> by_deadline;
  for (Running& running : all_running()) by_deadline.push_back(&running);
  std::sort(by_deadline.begin(), by_deadline.end(),
            [](const Running* a, const Running* b) { return a->deadline < b->deadline; });
  for (Running* running : by_deadline) {
    running->end.overran = !state_->clock.wait_for_end(running->child.id(), running->deadline);
    if (running->end.overran) running->end_group();
    running->end.status = running->child.wait();
  }
  std::vector<LimitedEnd> ends;
  for (const Running& running : all_running()) ends.push_back(running.end);
  all_running().clear();
  return ends;
}
