#include "time_limit.hpp"

// TODO: choose what has to be kept of each child.
struct LimitedProcesses::State {};

LimitedProcesses::LimitedProcesses([[maybe_unused]] LimitClock& clock)
    : state_(std::make_unique<State>()) {}

// TODO: end what is still running, and wait for it.
LimitedProcesses::~LimitedProcesses() = default;

void LimitedProcesses::start([[maybe_unused]] const std::vector<std::string>& command,
                             [[maybe_unused]] std::chrono::milliseconds limit) {
  // TODO: start the child, and note until when it may run.
}

std::vector<LimitedEnd> LimitedProcesses::wait_all() {
  // TODO: wait for all children, and end those whose limit comes.
  return {};
}
