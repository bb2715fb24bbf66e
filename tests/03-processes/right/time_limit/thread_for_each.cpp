// Right: a thread for each child, as long as wait_all waits.
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
  milliseconds deadline;
};

}  // namespace

struct LimitedProcesses::State {
  LimitClock& clock;
  std::vector<Running> running;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}}) {}

LimitedProcesses::~LimitedProcesses() {
  for (Running& running : state_->running) running.child.signal_group(SIGKILL);
  for (Running& running : state_->running) running.child.wait();
}

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit < milliseconds(1)) throw std::invalid_argument("limit");
  const milliseconds deadline = state_->clock.now() + limit;
  state_->running.push_back({ChildProcess(command), deadline});
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<Running> running = std::exchange(state_->running, {});
  std::vector<LimitedEnd> ends(running.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < running.size(); ++i) {
      threads.emplace_back([&clock = state_->clock, &each = running[i], &end = ends[i]] {
        end.overran = !clock.wait_for_end(each.child.id(), each.deadline);
        if (end.overran) each.child.signal_group(SIGKILL);
        end.status = each.child.wait();
      });
    }
  }
  return ends;
}
