// Wrong: keeps a list of timers that are cancelled, and says yes also of those that were due, or
// cancelled, before.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "event_loop.hpp"

#include <deque>
#include <map>
#include <set>
#include <stdexcept>
#include <unordered_map>

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
  EventLoop::TimerId id;
  EventLoop::Job::Handle job;
};

}  // namespace

struct EventLoop::State {
  using Timers = std::multimap<Time, Timer>;

  std::deque<Job::Handle> ready;
  Timers timers;
  std::set<TimerId> cancelled;
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;
  Time now{0};
  std::uint64_t timers_set = 0;
  bool running = false;
  bool jump() {
    std::erase_if(timers, [&](const auto& each) { return cancelled.contains(each.second.id); });
    if (timers.empty()) return false;
    now = timers.begin()->first;
    for (; !timers.empty() && timers.begin()->first == now; timers.erase(timers.begin())) {
      ready.push_back(timers.begin()->second.job);
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
    state_->timers.emplace(when, Timer{id, job});
  }
  return id;
}

bool EventLoop::cancel(TimerId timer) {
  state_->cancelled.insert(timer);
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
