// Wrong: keeps timers in a heap that compares times only: equal ones come out in whatever order the
// heap has them.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "event_loop.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace {
struct Entry {
  std::function<EventLoop::Job()> body;
  EventLoop::Job job;
  explicit Entry(std::function<EventLoop::Job()> function)
      : body(std::move(function)), job(body()) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
};

struct Timer {
  EventLoop::Time when;
  EventLoop::TimerId id;
  EventLoop::Job::Handle job;
  bool operator<(const Timer& other) const { return when > other.when; }
};

}  // namespace

struct EventLoop::State {
  std::deque<Job::Handle> ready;
  std::vector<Timer> timers;
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;
  Time now{0};
  std::uint64_t timers_set = 0;
  bool running = false;

  bool jump() {
    if (timers.empty()) return false;
    now = timers.front().when;
    while (!timers.empty() && timers.front().when == now) {
      std::pop_heap(timers.begin(), timers.end());
      ready.push_back(timers.back().job);
      timers.pop_back();
    }
    return true;
  }
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("EventLoop::spawn: no body");
  auto entry = std::make_unique<Entry>(std::move(body));
  const Job::Handle job = entry->job.handle();
  state_->not_ended.emplace(job.address(), std::move(entry));
  state_->ready.push_back(job);
}

void EventLoop::post(Job::Handle job) { state_->ready.push_back(job); }

EventLoop::TimerId EventLoop::post_at(Time when, Job::Handle job) {
  const TimerId id{++state_->timers_set};
  if (when <= state_->now) {
    post(job);
  } else {
    state_->timers.push_back(Timer{when, id, job});
    std::push_heap(state_->timers.begin(), state_->timers.end());
  }
  return id;
}

bool EventLoop::cancel(TimerId timer) {
  const auto erased =
      std::erase_if(state_->timers, [&](const Timer& each) { return each.id == timer; });
  std::make_heap(state_->timers.begin(), state_->timers.end());
  return erased > 0;
}

EventLoop::Time EventLoop::now() const { return state_->now; }

EventLoop::Sleep EventLoop::sleep_for(Time duration) {
  const bool too_late = duration > Time::max() - now();
  return sleep_until(too_late ? Time::max() : now() + duration);
}

void EventLoop::run() {
  if (std::exchange(state_->running, true)) throw std::logic_error("EventLoop::run inside a job");
  struct Running {
    bool& running;
    ~Running() { running = false; }
  } const running{state_->running};
  while (!state_->ready.empty() || state_->jump()) {
    const Job::Handle job = state_->ready.front();
    state_->ready.pop_front();
    job.resume();
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    state_->not_ended.extract(job.address());
    if (error) std::rethrow_exception(error);
  }
}
