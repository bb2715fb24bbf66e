// Right: run sleeps in read() of an eventfd, as event loops on Linux do; spawn and post write to
// it.
#include "ready_queue.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <list>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <unordered_map>
#include <utility>

namespace {

struct Entry {
  std::function<ReadyQueue::Job()> body;
  ReadyQueue::Job job;

  explicit Entry(std::function<ReadyQueue::Job()> function)
      : body(std::move(function)), job(body()) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
};

/// Sleeps until somebody rings, also before.
class Bell {
 public:
  Bell() : descriptor_(eventfd(0, EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~Bell() { close(descriptor_); }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  void ring() const {
    const std::uint64_t one = 1;
    while (write(descriptor_, &one, sizeof one) < 0 && errno == EINTR) {
    }
  }
  void wait() const {
    std::uint64_t rung = 0;
    while (read(descriptor_, &rung, sizeof rung) < 0 && errno == EINTR) {
    }
  }

 private:
  int descriptor_;
};

}  // namespace

struct ReadyQueue::State {
  Bell bell;
  std::mutex mutex;
  std::list<Job::Handle> ready;                                 // guarded by mutex
  std::unordered_map<void*, std::unique_ptr<Entry>> not_ended;  // guarded by mutex
  std::atomic<bool> running = false;

  enum class Next { kJob, kWait, kEnd };

  Next next(Job::Handle& job) {
    const std::scoped_lock lock(mutex);
    if (not_ended.empty()) return Next::kEnd;
    if (ready.empty()) return Next::kWait;
    job = ready.front();
    ready.pop_front();
    return Next::kJob;
  }

  void go_on(Job::Handle job) {
    job.resume();
    if (!job.done()) return;
    const std::exception_ptr error = job.promise().error;
    std::unique_ptr<Entry> ended;
    {
      const std::scoped_lock lock(mutex);
      const auto found = not_ended.find(job.address());
      ended = std::move(found->second);
      not_ended.erase(found);
    }
    ended.reset();
    if (error) std::rethrow_exception(error);
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("spawn: no body");
  auto entry = std::make_unique<Entry>(std::move(body));
  const Job::Handle job = entry->job.handle();
  {
    const std::scoped_lock lock(state_->mutex);
    state_->not_ended.emplace(job.address(), std::move(entry));
    state_->ready.push_back(job);
  }
  state_->bell.ring();
}

void ReadyQueue::post(Job::Handle job) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ready.push_back(job);
  }
  state_->bell.ring();
}

void ReadyQueue::run() {
  if (state_->running.exchange(true)) throw std::logic_error("run is under way");
  struct AtEnd {
    std::atomic<bool>& running;
    ~AtEnd() { running = false; }
  } const at_end{state_->running};
  Job::Handle job;
  for (State::Next next; (next = state_->next(job)) != State::Next::kEnd;) {
    if (next == State::Next::kWait) {
      state_->bell.wait();
    } else {
      state_->go_on(job);
    }
  }
}
