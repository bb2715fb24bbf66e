// Right: each child has a future from its start on, whose thread starts nothing but watches; the
// destructor has the limits of all come at once.
#include "time_limit.hpp"

#include <csignal>
#include <future>
#include <list>
#include <memory>
#include <stdexcept>
#include <utility>

using interleave::ChildProcess;
using std::chrono::milliseconds;

struct LimitedProcesses::State {
  LimitClock& clock;
  std::list<std::pair<pid_t, std::future<LimitedEnd>>> running;
};

LimitedProcesses::LimitedProcesses(LimitClock& clock) : state_(new State{clock, {}}) {}

LimitedProcesses::~LimitedProcesses() {
  // Nobody waits for a child but its thread, which does so only when it has seen the child end: it
  // may have by now, so that the number is no longer that of the child.
  for (auto& [process, end] : state_->running) {
    if (end.wait_for(milliseconds(0)) != std::future_status::ready) kill(-process, SIGKILL);
  }
}

void LimitedProcesses::start(const std::vector<std::string>& command, milliseconds limit) {
  if (limit <= milliseconds(0)) throw std::invalid_argument("limit");
  ChildProcess child(command);
  const pid_t process = child.id();
  const milliseconds deadline = state_->clock.now() + limit;
  auto watch = [&clock = state_->clock, child = std::move(child), deadline]() mutable {
    LimitedEnd end;
    end.overran = !clock.wait_for_end(child.id(), deadline);
    if (end.overran) child.signal_group(SIGKILL);
    end.status = child.wait();
    return end;
  };
  state_->running.emplace_back(process, std::async(std::launch::async, std::move(watch)));
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  std::vector<LimitedEnd> ends;
  for (auto& [process, end] : state_->running) ends.push_back(end.get());
  state_->running.clear();
  return ends;
}
