// Wrong: jobs have a mutex of their own, and are destroyed with it held: what they leave can post,
// but not spawn.
// Rejected by: correct (hang, deadlock, crash), race-free (deadlock, mutex misuse)
#include "ready_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace {

/// A job that has not ended. The order of the members is that of their lives: the frame goes first.
struct Entry {
  std::function<ReadyQueue::Job()> body;
  ReadyQueue::Job job;

  // The body is called *here*, where it stays: the coroutine of a lambda refers to the lambda.
  explicit Entry(std::function<ReadyQueue::Job()> function)
      : body(std::move(function)), job(body()) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
};

}  // namespace

struct ReadyQueue::State {
  std::mutex mutex;
  std::condition_variable posted;                               // that `ready` has got one more
  std::deque<Job::Handle> ready;                                // guarded by mutex
  std::size_t alive = 0;                                        // guarded by mutex
  std::mutex jobs_mutex;                                        // never taken inside of `mutex`
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;  // by frame; guarded by jobs_mutex
  bool running = false;                                         // guarded by mutex

  /// The oldest job that is ready, or a null handle if all have ended.
  Job::Handle next() {
    std::unique_lock lock(mutex);
    posted.wait(lock, [&] { return !ready.empty() || alive == 0; });
    if (ready.empty()) return nullptr;
    const Job::Handle job = ready.front();
    ready.pop_front();
    return job;
  }

  void destroy(Job::Handle job) {
    {
      const std::scoped_lock lock(jobs_mutex);  // not `mutex`: a destructor may post
      not_ended.erase(job.address());
    }
    const std::scoped_lock lock(mutex);
    --alive;
  }

  void set_running(bool value) {
    const std::scoped_lock lock(mutex);
    if (running && value) throw std::logic_error("ReadyQueue::run is under way");
    running = value;
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;  // every job that has not ended is in an Entry

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("ReadyQueue::spawn: no body");
  auto entry = std::make_unique<Entry>(std::move(body));
  const Job::Handle job = entry->job.handle();
  {
    const std::scoped_lock lock(state_->jobs_mutex);
    state_->not_ended.emplace(job.address(), std::move(entry));
  }
  {
    const std::scoped_lock lock(state_->mutex);
    ++state_->alive;
    state_->ready.push_back(job);
  }
  state_->posted.notify_one();
}

void ReadyQueue::post(Job::Handle job) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ready.push_back(job);
  }
  state_->posted.notify_one();
}

void ReadyQueue::run() {
  state_->set_running(true);
  struct Running {
    State& state;
    ~Running() { state.set_running(false); }  // also when a job has thrown
  } const running{*state_};
  while (const Job::Handle job = state_->next()) {
    job.resume();  // without the lock: the job will post, and so will other threads meanwhile
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    state_->destroy(job);
    if (error) std::rethrow_exception(error);
  }
}
