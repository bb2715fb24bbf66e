// Right: a map of moments, each with a row of jobs. The row of the moment that has come becomes the
// queue itself.
#include "event_loop.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <vector>

struct EventLoop::State {
  struct Row {
    std::map<std::uint64_t, Job::Handle> jobs;  // by the number of the timer
  };
  struct Alive {
    std::shared_ptr<const std::function<Job()>> body;
    std::optional<Job> job;
  };

  std::vector<Job::Handle> queue;
  std::size_t next = 0;  // in queue
  std::map<Time, Row> moments;
  std::map<std::uint64_t, Time> set_for;
  std::vector<std::unique_ptr<Alive>> alive;
  std::uint64_t count = 0;
  Time clock{0};
  int depth = 0;

  bool refill() {
    if (next < queue.size()) return true;
    queue.clear();
    next = 0;
    if (moments.empty()) return false;
    auto first = moments.extract(moments.begin());
    clock = first.key();
    for (const auto& [number, job] : first.mapped().jobs) {
      queue.push_back(job);
      set_for.erase(number);
    }
    return true;
  }

  void bury(Job::Handle job) {
    for (std::unique_ptr<Alive>& each : alive) {
      if (each->job->handle() != job) continue;
      const std::unique_ptr<Alive> ended = std::move(each);
      std::erase(alive, nullptr);
      ended->job.reset();
      return;
    }
  }
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}

EventLoop::~EventLoop() = default;

void EventLoop::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("empty");
  auto alive = std::make_unique<State::Alive>();
  alive->body = std::make_shared<const std::function<Job()>>(std::move(body));
  alive->job.emplace((*alive->body)());
  state_->queue.push_back(alive->job->handle());
  state_->alive.push_back(std::move(alive));
}

void EventLoop::post(Job::Handle job) { state_->queue.push_back(job); }

EventLoop::TimerId EventLoop::post_at(Time when, Job::Handle job) {
  const std::uint64_t number = ++state_->count;
  if (when > state_->clock) {
    state_->moments[when].jobs[number] = job;
    state_->set_for[number] = when;
  } else {
    post(job);
  }
  return TimerId(number);
}

bool EventLoop::cancel(TimerId timer) {
  const auto found = state_->set_for.extract(static_cast<std::uint64_t>(timer));
  if (found.empty()) return false;
  const auto row = state_->moments.find(found.mapped());
  row->second.jobs.erase(found.key());
  if (row->second.jobs.empty()) state_->moments.erase(row);
  return true;
}

EventLoop::Time EventLoop::now() const { return state_->clock; }

EventLoop::Sleep EventLoop::sleep_for(Time duration) {
  Time::rep sum = 0;
  if (__builtin_add_overflow(state_->clock.count(), duration.count(), &sum))
    sum = Time::max().count();
  return sleep_until(Time(sum));
}

void EventLoop::run() {
  if (state_->depth > 0) throw std::logic_error("run inside run");
  struct Inside {
    int& depth;
    explicit Inside(int& counted) : depth(counted) { ++depth; }
    ~Inside() { --depth; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;
  } const inside(state_->depth);
  while (state_->refill()) {
    const Job::Handle job = state_->queue[state_->next++];
    job.resume();
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    state_->bury(job);
    if (error) std::rethrow_exception(error);
  }
}
