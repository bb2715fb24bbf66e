#include "ready_queue.hpp"

// TODO: choose what a queue has to keep: the jobs that are ready, all jobs, and what threads share.
struct ReadyQueue::State {};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

// NOLINTNEXTLINE(performance-unnecessary-value-param): the queue will keep the body
void ReadyQueue::spawn([[maybe_unused]] std::function<Job()> body) {
  // TODO: call the body where it can stay, keep both, and put the job at the end of the queue.
}

void ReadyQueue::post([[maybe_unused]] Job::Handle job) {
  // TODO: put the job at the end of the queue, and wake `run`.
}

void ReadyQueue::run() {
  // TODO: resume one job after the other until all have ended.
}
