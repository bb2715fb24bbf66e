// Wrong: takes a job that has ended out of its map without the lock, while another thread may
// spawn.
// Rejected by: race-free (data race)
#include "ready_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

namespace {
struct Entry {
  std::function<ReadyQueue::Job()> body;
  ReadyQueue::Job job;
  explicit Entry(std::function<ReadyQueue::Job()> function)
      : body(std::move(function)), job(body()) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
};

}  // namespace

struct ReadyQueue::State {
  std::mutex mutex;
  std::condition_variable posted;
  std::deque<Job::Handle> ready;
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;
  bool running = false;
  Job::Handle next() {
    std::unique_lock lock(mutex);
    posted.wait(lock, [&] { return !ready.empty() || not_ended.empty(); });
    if (ready.empty()) return nullptr;
    const Job::Handle job = ready.front();
    ready.pop_front();
    return job;
  }

  void destroy(Job::Handle job) { not_ended.extract(job.address()); }

  void set_running(bool value) {
    const std::scoped_lock lock(mutex);
    if (running && value) throw std::logic_error("ReadyQueue::run is under way");
    running = value;
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

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
  state_->set_running(true);
  struct Running {
    State& state;
    ~Running() { state.set_running(false); }
  } const running{*state_};
  while (const Job::Handle job = state_->next()) {
    job.resume();
    if (!job.done()) continue;
    const std::exception_ptr error = job.promise().error;
    state_->destroy(job);
    if (error) std::rethrow_exception(error);
  }
}
