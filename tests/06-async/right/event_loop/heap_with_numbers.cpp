// Right: a heap of timers that compares times, and numbers where times are equal. What is cancelled
// stays in it, and is taken off the top before anybody looks at the time there.
#include "event_loop.hpp"

#include <list>
#include <queue>
#include <set>
#include <stdexcept>
#include <tuple>
#include <vector>

namespace {

struct Kept {
  std::function<EventLoop::Job()> body;
  std::vector<EventLoop::Job> job;  // one, or none yet

  ~Kept() { job.clear(); }
};

}  // namespace

struct EventLoop::State {
  struct Later {
    using Timer = std::tuple<Time, std::uint64_t, Job::Handle>;
    bool operator()(const Timer& left, const Timer& right) const {
      return std::tie(std::get<0>(left), std::get<1>(left)) >
             std::tie(std::get<0>(right), std::get<1>(right));
    }
  };

  std::queue<Job::Handle> ready;
  std::priority_queue<Later::Timer, std::vector<Later::Timer>, Later> timers;
  std::set<std::uint64_t> waiting;  // numbers of the timers that are set
  std::list<Kept> kept;
  std::uint64_t next_number = 1;
  Time now = Time::zero();
  bool running = false;

  const Later::Timer* earliest() {
    while (!timers.empty() && !waiting.contains(std::get<1>(timers.top()))) timers.pop();
    return timers.empty() ? nullptr : &timers.top();
  }

  void fire() {
    if (!ready.empty() || earliest() == nullptr) return;
    now = std::get<0>(*earliest());
    while (earliest() != nullptr && std::get<0>(*earliest()) == now) {
      ready.push(std::get<2>(timers.top()));
      waiting.erase(std::get<1>(timers.top()));
      timers.pop();
    }
  }

  void go_on(Job::Handle job) {
    job.resume();
    if (!job.done()) return;
    const std::exception_ptr error = job.promise().error;
    std::list<Kept> ended;
    for (auto each = kept.begin(); each != kept.end(); ++each) {
      if (each->job.front().handle() != job) continue;
      ended.splice(ended.end(), kept, each);
      break;
    }
    ended.clear();
    if (error) std::rethrow_exception(error);
  }
};

EventLoop::EventLoop() : state_(new State) {}

EventLoop::~EventLoop() = default;

void EventLoop::spawn(std::function<Job()> body) {
  if (body == nullptr) throw std::invalid_argument("spawn: empty");
  std::list<Kept> one;
  one.emplace_back().body = std::move(body);
  one.front().job.push_back(one.front().body());
  state_->ready.push(one.front().job.front().handle());
  state_->kept.splice(state_->kept.end(), one);
}

void EventLoop::post(Job::Handle job) { state_->ready.push(job); }

EventLoop::TimerId EventLoop::post_at(Time when, Job::Handle job) {
  const std::uint64_t number = state_->next_number++;
  if (when > state_->now) {
    state_->waiting.insert(number);
    state_->timers.emplace(when, number, job);
  } else {
    state_->ready.push(job);
  }
  return TimerId{number};
}

bool EventLoop::cancel(TimerId timer) {
  return state_->waiting.erase(static_cast<std::uint64_t>(timer)) == 1;
}

EventLoop::Time EventLoop::now() const { return state_->now; }

EventLoop::Sleep EventLoop::sleep_for(Time duration) {
  Time until = Time::max();
  if (duration < Time::max() - state_->now) until = state_->now + duration;
  return Sleep(*this, until);
}

void EventLoop::run() {
  if (state_->running) throw std::logic_error("run in run");
  state_->running = true;
  try {
    for (state_->fire(); !state_->ready.empty(); state_->fire()) {
      const Job::Handle job = state_->ready.front();
      state_->ready.pop();
      state_->go_on(job);
    }
  } catch (...) {
    state_->running = false;
    throw;
  }
  state_->running = false;
}
