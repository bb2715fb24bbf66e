#include "thread_group.hpp"

// TODO: choose what a group has to keep for each job that is under way.
struct ThreadGroup::State {};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

// TODO: wait for every thread.
ThreadGroup::~ThreadGroup() = default;

// NOLINTNEXTLINE(performance-unnecessary-value-param): the thread will keep the job
void ThreadGroup::add([[maybe_unused]] std::function<void()> job) {
  // TODO: start the job on a thread of its own, and keep what it throws.
}

void ThreadGroup::join() {
  // TODO: wait for every thread, then hand on the first exception.
}
