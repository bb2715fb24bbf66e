// Right: takes all that are ready at once, with a single lock, and keeps what is left of them where
// an exception does not reach it.
#include "ready_queue.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

struct ReadyQueue::State {
  using Bodies = std::map<void*, std::pair<std::unique_ptr<std::function<Job()>>, Job>>;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Job::Handle> posted;  // guarded by mutex
  Bodies jobs;                      // guarded by mutex
  std::size_t alive = 0;            // guarded by mutex
  std::mutex one_run;
  std::deque<Job::Handle> batch;  // of the thread inside run

  ~State() {
    for (auto& [frame, job] : jobs) {
      const Job ends_first = std::move(job.second);
    }
  }

  bool fetch() {
    if (!batch.empty()) return true;
    std::unique_lock lock(mutex);
    while (posted.empty() && alive > 0) changed.wait(lock);
    batch.assign(posted.begin(), posted.end());
    posted.clear();
    return !batch.empty();
  }

  void resume_next() {
    const Job::Handle job = batch.front();
    batch.pop_front();
    job.resume();
    if (!job.done()) return;
    const std::exception_ptr error = job.promise().error;
    Bodies::node_type ended;
    {
      const std::scoped_lock lock(mutex);
      ended = jobs.extract(job.address());
      --alive;
    }
    { const Job ends_first = std::move(ended.mapped().second); }
    ended = {};
    if (error) std::rethrow_exception(error);
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("no body");
  auto place = std::make_unique<std::function<Job()>>(std::move(body));
  Job job = (*place)();
  const Job::Handle handle = job.handle();
  const std::scoped_lock lock(state_->mutex);
  state_->jobs.emplace(handle.address(), std::make_pair(std::move(place), std::move(job)));
  ++state_->alive;
  state_->posted.push_back(handle);
  state_->changed.notify_all();
}

void ReadyQueue::post(Job::Handle job) {
  const std::scoped_lock lock(state_->mutex);
  state_->posted.push_back(job);
  state_->changed.notify_all();
}

void ReadyQueue::run() {
  static thread_local const State* inside = nullptr;  // try_lock is not for the owner
  if (inside == state_.get()) throw std::logic_error("run inside run");
  const std::unique_lock running(state_->one_run, std::try_to_lock);
  if (!running) throw std::logic_error("run beside run");
  const State* const outer = std::exchange(inside, state_.get());
  try {
    while (state_->fetch()) state_->resume_next();
  } catch (...) {
    inside = outer;
    throw;
  }
  inside = outer;
}
