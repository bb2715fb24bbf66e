// Right: one list for all: a timer stands behind those of its time and before, and what is in the
// queue is what stands at the front with a time that has come.
#include "event_loop.hpp"

#include <algorithm>
#include <list>
#include <map>
#include <stdexcept>

struct EventLoop::State {
  struct Due {
    Time when;
    TimerId id;
    Job::Handle job;
    bool timer;  // and not in the queue yet
  };
  struct Owned {
    std::unique_ptr<std::function<Job()>> body;
    std::unique_ptr<Job> job;
  };

  std::list<Due> agenda;
  std::map<void*, Owned> owned;
  std::uint64_t last_id = 0;
  Time now{};
  bool busy = false;

  TimerId add(Time when, Job::Handle job) {
    const TimerId id{++last_id};
    const bool timer = when > now;
    if (!timer) when = now;
    // The queue's own stand at `now`, and timers of `now` have joined them, or there are none.
    const auto behind = std::find_if(agenda.begin(), agenda.end(),
                                     [&](const Due& each) { return each.when > when; });
    agenda.insert(behind, Due{when, id, job, timer});
    return id;
  }

  Job::Handle take() {
    const Due due = agenda.front();
    now = due.when;
    for (Due& each : agenda) {
      if (each.when == now) each.timer = false;
    }
    agenda.pop_front();
    return due.job;
  }
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("spawn: empty body");
  auto kept = std::make_unique<std::function<Job()>>(std::move(body));
  auto job = std::make_unique<Job>((*kept)());
  const Job::Handle handle = job->handle();
  state_->owned.emplace(handle.address(), State::Owned{std::move(kept), std::move(job)});
  post(handle);
}

void EventLoop::post(Job::Handle job) { state_->add(state_->now, job); }

EventLoop::TimerId EventLoop::post_at(Time when, Job::Handle job) { return state_->add(when, job); }

bool EventLoop::cancel(TimerId timer) {
  const auto found =
      std::find_if(state_->agenda.begin(), state_->agenda.end(),
                   [&](const State::Due& each) { return each.id == timer && each.timer; });
  if (found == state_->agenda.end()) return false;
  state_->agenda.erase(found);
  return true;
}

EventLoop::Time EventLoop::now() const { return state_->now; }

EventLoop::Sleep EventLoop::sleep_for(Time duration) {
  return Sleep(*this, state_->now + std::min(duration, Time::max() - state_->now));
}

void EventLoop::run() {
  if (std::exchange(state_->busy, true)) throw std::logic_error("busy");
  const std::unique_ptr<bool, void (*)(bool*)> at_end(&state_->busy,
                                                      [](bool* busy) { *busy = false; });
  while (!state_->agenda.empty()) {
    const Job::Handle job = state_->take();
    job.resume();
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    auto node = state_->owned.extract(job.address());
    node.mapped().job = nullptr;
    node = {};
    if (error) std::rethrow_exception(error);
  }
}
