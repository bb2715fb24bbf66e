// Wrong: one flag for all queues tells that this thread is inside run: a job can run no other
// queue.
// Rejected by: correct (wrong result), race-free (wrong result)
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

// A job that calls run must not wait for the mutex below, which its own thread has.
static thread_local bool inside_run = false;

struct ReadyQueue::State {
  std::mutex one_run;
  std::mutex mutex;
  std::condition_variable posted;                               // that `ready` has got one more
  std::deque<Job::Handle> ready;                                // guarded by mutex
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;  // by frame; guarded by mutex

  /// The oldest job that is ready, or a null handle if all have ended.
  Job::Handle next() {
    std::unique_lock lock(mutex);
    posted.wait(lock, [&] { return !ready.empty() || not_ended.empty(); });
    if (ready.empty()) return nullptr;
    const Job::Handle job = ready.front();
    ready.pop_front();
    return job;
  }

  void destroy(Job::Handle job) {
    decltype(not_ended)::node_type ended;  // dies when the lock is gone: a destructor may post
    const std::scoped_lock lock(mutex);
    ended = not_ended.extract(job.address());
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;  // every job that has not ended is in an Entry

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("ReadyQueue::spawn: no body");
  auto entry = std::make_unique<Entry>(std::move(body));
  const Job::Handle job = entry->job.handle();
  {
    const std::scoped_lock lock(state_->mutex);
    state_->not_ended.emplace(job.address(), std::move(entry));
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
  if (inside_run) throw std::logic_error("ReadyQueue::run inside a job");
  const std::unique_lock one(state_->one_run, std::try_to_lock);
  if (!one) throw std::logic_error("ReadyQueue::run is under way");
  struct Inside {
    Inside() { inside_run = true; }
    ~Inside() { inside_run = false; }  // also when a job has thrown
  } const inside;
  while (const Job::Handle job = state_->next()) {
    job.resume();  // without the lock: the job will post, and so will other threads meanwhile
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    state_->destroy(job);
    if (error) std::rethrow_exception(error);
  }
}
