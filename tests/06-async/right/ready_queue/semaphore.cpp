// Right: a semaphore counts the jobs that are ready, and run takes one off for each.
#include "ready_queue.hpp"

#include <deque>
#include <list>
#include <mutex>
#include <semaphore>
#include <stdexcept>

namespace {

/// In a list, which does not move its elements.
struct Kept {
  std::function<ReadyQueue::Job()> body;
  std::list<ReadyQueue::Job> job;  // one, or none yet

  ~Kept() { job.clear(); }
};

}  // namespace

struct ReadyQueue::State {
  std::mutex mutex;
  std::counting_semaphore<> posted{0};
  std::deque<Job::Handle> ready;
  std::list<Kept> kept;
  std::mutex runner;
  bool running = false;

  void push(Job::Handle job) {
    mutex.lock();
    ready.push_back(job);
    mutex.unlock();
    posted.release();
  }

  std::list<Kept> take(Job::Handle job) {
    std::list<Kept> taken;
    const std::scoped_lock lock(mutex);
    for (auto each = kept.begin(); each != kept.end(); ++each) {
      if (each->job.front().handle() != job) continue;
      taken.splice(taken.begin(), kept, each);
      break;
    }
    return taken;
  }

  bool all_ended() {
    const std::scoped_lock lock(mutex);
    return kept.empty();
  }

  void step() {
    posted.acquire();
    mutex.lock();
    const Job::Handle job = ready.front();
    ready.pop_front();
    mutex.unlock();
    job.resume();
    if (!job.done()) return;
    const std::exception_ptr error = job.promise().error;
    take(job).clear();
    if (error) std::rethrow_exception(error);
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("no body");
  std::list<Kept> one;
  one.emplace_back();
  one.front().body = std::move(body);
  one.front().job.push_back(one.front().body());
  const Job::Handle job = one.front().job.front().handle();
  {
    const std::scoped_lock lock(state_->mutex);
    state_->kept.splice(state_->kept.end(), one);
  }
  state_->push(job);
}

void ReadyQueue::post(Job::Handle job) { state_->push(job); }

void ReadyQueue::run() {
  {
    const std::scoped_lock lock(state_->runner);
    if (std::exchange(state_->running, true)) throw std::logic_error("run inside run");
  }
  const auto end = [&] {
    const std::scoped_lock lock(state_->runner);
    state_->running = false;
  };
  try {
    while (!state_->all_ended()) state_->step();
  } catch (...) {
    end();
    throw;
  }
  end();
}
