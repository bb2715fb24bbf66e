// Wrong: keeps bodies in a deque, which leaves its elements where they are until one is erased from
// its middle: then those behind it move, and their coroutines do not know.
// Rejected by: correct (undefined behaviour), race-free (undefined behaviour)
#include "event_loop.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <stdexcept>
#include <unordered_map>

namespace {

/// A job that has not ended. The order of the members is that of their lives: the frame goes first.
struct Entry {
  std::function<EventLoop::Job()> body;
  std::optional<EventLoop::Job> job;
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
  std::deque<Entry> not_ended;  // which leaves them where they are when more are put at its end
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
  Entry& entry = state_->not_ended.emplace_back();
  entry.body = std::move(body);
  try {
    entry.job.emplace(entry.body());  // called where it stays
  } catch (...) {
    state_->not_ended.pop_back();
    throw;
  }
  state_->ready.push_back(entry.job->handle());
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
    const auto ended =
        std::find_if(state_->not_ended.begin(), state_->not_ended.end(),
                     [&](const Entry& each) { return each.job && each.job->handle() == job; });
    Entry last = std::move(*ended);  // dies behind the erasure: what dies there may call the loop
    state_->not_ended.erase(ended);
    last.job.reset();
    last.body = nullptr;
    if (error) std::rethrow_exception(error);
  }
}
