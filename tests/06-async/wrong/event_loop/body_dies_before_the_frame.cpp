// Wrong: the members are in the wrong order: the body is destroyed first, and then the frame, whose
// destructors still use it.
// Rejected by: correct (undefined behaviour), race-free (undefined behaviour)
#include "event_loop.hpp"

#include <deque>
#include <map>
#include <optional>
#include <stdexcept>
#include <unordered_map>

namespace {
struct Entry {
  std::optional<EventLoop::Job> job;
  std::function<EventLoop::Job()> body;

  explicit Entry(std::function<EventLoop::Job()> function) : body(std::move(function)) {
    job.emplace(body());
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
};

struct Timer {
  EventLoop::TimerId id;
  EventLoop::Job::Handle job;
};

}  // namespace

struct EventLoop::State {
  using Timers = std::multimap<Time, Timer>;

  std::deque<Job::Handle> ready;
  Timers timers;
  std::unordered_map<TimerId, Timers::iterator> timers_by_id;
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;
  Time now{0};
  std::uint64_t timers_set = 0;
  bool running = false;
  bool jump() {
    if (timers.empty()) return false;
    now = timers.begin()->first;
    while (!timers.empty() && timers.begin()->first == now) {
      const Timer timer = timers.begin()->second;
      timers.erase(timers.begin());
      timers_by_id.erase(timer.id);
      ready.push_back(timer.job);
    }
    return true;
  }
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("EventLoop::spawn: no body");
  auto entry = std::make_unique<Entry>(std::move(body));
  const Job::Handle job = entry->job->handle();
  state_->not_ended.emplace(job.address(), std::move(entry));
  state_->ready.push_back(job);
}

void EventLoop::post(Job::Handle job) { state_->ready.push_back(job); }

EventLoop::TimerId EventLoop::post_at(Time when, Job::Handle job) {
  const TimerId id{++state_->timers_set};
  if (when <= state_->now) {
    post(job);
  } else {
    state_->timers_by_id[id] = state_->timers.emplace(when, Timer{id, job});
  }
  return id;
}

bool EventLoop::cancel(TimerId timer) {
  const auto found = state_->timers_by_id.find(timer);
  if (found == state_->timers_by_id.end()) return false;
  state_->timers.erase(found->second);
  state_->timers_by_id.erase(found);
  return true;
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
