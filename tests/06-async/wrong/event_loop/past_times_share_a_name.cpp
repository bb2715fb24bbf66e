// Wrong: gives all timers that are due when they are set the same name.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "event_loop.hpp"

#include <deque>
#include <map>
#include <stdexcept>
#include <unordered_map>

namespace {

/// A job that has not ended. The order of the members is that of their lives: the frame goes first.
struct Entry {
  std::function<EventLoop::Job()> body;
  EventLoop::Job job;

  // The body is called *here*, where it stays: the coroutine of a lambda refers to the lambda.
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
  // A multimap puts an element behind those with an equal key; a heap would keep no order of them.
  using Timers = std::multimap<Time, Timer>;

  std::deque<Job::Handle> ready;
  Timers timers;
  std::unordered_map<TimerId, Timers::iterator> timers_by_id;
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;  // by frame
  Time now{0};
  std::uint64_t timers_set = 0;
  bool running = false;

  /// Moves the clock on. False if no timer is set.
  bool jump() {
    if (timers.empty()) return false;
    now = timers.begin()->first;
    // All of this moment, before any of them goes on: what they will ask for comes behind them.
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

EventLoop::~EventLoop() = default;  // every job that has not ended is in an Entry

void EventLoop::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("EventLoop::spawn: no body");
  auto entry = std::make_unique<Entry>(std::move(body));
  const Job::Handle job = entry->job.handle();
  state_->not_ended.emplace(job.address(), std::move(entry));
  state_->ready.push_back(job);
}

void EventLoop::post(Job::Handle job) { state_->ready.push_back(job); }

EventLoop::TimerId EventLoop::post_at(Time when, Job::Handle job) {
  if (when <= state_->now) {
    post(job);
    return TimerId{};  // there is nothing to cancel
  }
  const TimerId id{++state_->timers_set};
  state_->timers_by_id[id] = state_->timers.emplace(when, Timer{id, job});
  return id;
}

bool EventLoop::cancel(TimerId timer) {
  const auto found = state_->timers_by_id.find(timer);
  if (found == state_->timers_by_id.end()) return false;
  // Out of the timers at once: one that is only marked would still be the earliest some time.
  state_->timers.erase(found->second);
  state_->timers_by_id.erase(found);
  return true;
}

EventLoop::Time EventLoop::now() const { return state_->now; }

EventLoop::Sleep EventLoop::sleep_for(Time duration) {
  // The clock is never negative, so this difference is in range where the sum may not be.
  const bool too_late = duration > Time::max() - now();
  return sleep_until(too_late ? Time::max() : now() + duration);
}

void EventLoop::run() {
  if (std::exchange(state_->running, true)) throw std::logic_error("EventLoop::run inside a job");
  struct Running {
    bool& running;
    ~Running() { running = false; }  // also when a job has thrown
  } const running{state_->running};
  while (!state_->ready.empty() || state_->jump()) {
    const Job::Handle job = state_->ready.front();
    state_->ready.pop_front();
    job.resume();
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    state_->not_ended.extract(job.address());  // not erase: what dies there may call the loop
    if (error) std::rethrow_exception(error);
  }
}
