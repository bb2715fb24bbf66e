// Wrong: waits first for the child with the smallest limit, and another one that started earlier
// overruns before it.
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
  Running(const std::vector<std::string>& command, milliseconds start, milliseconds may_take)
      : child(command), started(start), limit(may_take) {}
  ~Running() {
    end_group();
    child.wait();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void end_group() { child.signal_group(SIGKILL); }

  ChildProcess child;
  milliseconds started;
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
  state_->running.emplace_back(command, state_->clock.now(), limit);
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  // The one with the smallest limit overruns first.
  std::vector<Running*> by_limit;
  for (Running& running : state_->running) by_limit.push_back(&running);
  std::stable_sort(by_limit.begin(), by_limit.end(),
                   [](const Running* a, const Running* b) { return a->limit < b->limit; });
  for (Running* running : by_limit) {
    running->end.overran =
        !state_->clock.wait_for_end(running->child.id(), running->started + running->limit);
    if (running->end.overran) running->end_group();
    running->end.status = running->child.wait();
  }
  std::vector<LimitedEnd> ends;
  for (const Running& running : state_->running) ends.push_back(running.end);
  state_->running.clear();
  return ends;
}
