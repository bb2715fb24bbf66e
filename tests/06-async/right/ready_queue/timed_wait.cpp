// Right: run sleeps on a condition variable for an hour at most, and then looks and sleeps again; a
// post or spawn wakes it at once.
#include "ready_queue.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace {

struct Kept {
  std::function<ReadyQueue::Job()> body;
  std::optional<ReadyQueue::Job> job;  // behind the body: the frame goes first
};

}  // namespace

struct ReadyQueue::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job::Handle> ready;  // guarded by mutex
  std::list<Kept> jobs;           // guarded by mutex
  bool running = false;           // guarded by mutex

  void put(Job::Handle job) {
    ready.push_back(job);
    changed.notify_all();
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("ReadyQueue::spawn");
  std::list<Kept> made(1);
  made.front().body = std::move(body);
  made.front().job.emplace(made.front().body());
  const Job::Handle handle = made.front().job->handle();
  const std::scoped_lock lock(state_->mutex);
  state_->jobs.splice(state_->jobs.end(), made);
  state_->put(handle);
}

void ReadyQueue::post(Job::Handle job) {
  const std::scoped_lock lock(state_->mutex);
  state_->put(job);
}

void ReadyQueue::run() {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  if (state.running) throw std::logic_error("ReadyQueue::run");
  state.running = true;
  std::exception_ptr error;
  while (!error && !state.jobs.empty()) {
    if (state.ready.empty()) {
      state.changed.wait_for(lock, std::chrono::hours(1));
      continue;
    }
    const Job::Handle job = state.ready.front();
    state.ready.pop_front();
    lock.unlock();
    job.resume();
    const bool done = job.done();
    lock.lock();
    if (!done) continue;
    error = job.promise().error;
    std::list<Kept> ended;
    for (auto each = state.jobs.begin(); each != state.jobs.end(); ++each) {
      if (each->job->handle() == job) {
        ended.splice(ended.end(), state.jobs, each);
        break;
      }
    }
    lock.unlock();
    ended.clear();
    lock.lock();
  }
  state.running = false;
  lock.unlock();
  if (error) std::rethrow_exception(error);
}
