#include "event_loop.hpp"

// TODO: choose what a loop has to keep: what is ready, what sleeps, all jobs, and what time it is.
struct EventLoop::State {};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() = default;

// NOLINTNEXTLINE(performance-unnecessary-value-param): the loop will keep the body
void EventLoop::spawn([[maybe_unused]] std::function<Job()> body) {
  // TODO: call the body where it can stay, keep both, and put the job at the end of the queue.
}

void EventLoop::post([[maybe_unused]] Job::Handle job) {
  // TODO: put the job at the end of the queue.
}

EventLoop::TimerId EventLoop::post_at([[maybe_unused]] Time when,
                                      [[maybe_unused]] Job::Handle job) {
  return TimerId{};  // TODO: set a timer, or put the job into the queue at once.
}

bool EventLoop::cancel([[maybe_unused]] TimerId timer) {
  return false;  // TODO: take the timer back.
}

EventLoop::Time EventLoop::now() const {
  return Time{0};  // TODO: what the clock shows.
}

EventLoop::Sleep EventLoop::sleep_for(Time duration) {
  return sleep_until(duration);  // TODO: from now on, and no later than a Time can be.
}

void EventLoop::run() {
  // TODO: resume what is ready; move the clock when nothing is; end when there are no timers
  // either.
}
