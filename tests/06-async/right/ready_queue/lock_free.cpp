// Right: posts go on a stack of atomics, without any lock; run takes the whole stack, turns it
// round and works it off. It sleeps by atomic::wait. Jobs are counted, and know their own place.
#include "ready_queue.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

namespace {

struct Kept {
  std::shared_ptr<std::function<ReadyQueue::Job()>> body;
  std::unique_ptr<ReadyQueue::Job> job;
};

struct Node {
  ReadyQueue::Job::Handle job;
  Node* next = nullptr;
};

struct ByFrame {
  using is_transparent = void;
  static const void* frame(const Kept& kept) { return kept.job->handle().address(); }
  static const void* frame(const void* address) { return address; }
  bool operator()(const auto& left, const auto& right) const { return frame(left) < frame(right); }
};

}  // namespace

struct ReadyQueue::State {
  std::atomic<Node*> newest = nullptr;
  std::atomic<bool> running = false;
  std::vector<Job::Handle> batch;  // of the thread inside run; the next one is the last
  std::mutex mutex;
  std::set<Kept, ByFrame> kept;  // guarded by mutex

  ~State() {
    for (Node* node = newest; node != nullptr;) delete std::exchange(node, node->next);
  }

  void push(Job::Handle job) {
    Node* const node = new Node{job, newest.load()};
    while (!newest.compare_exchange_weak(node->next, node)) {
    }
    newest.notify_one();
  }

  bool all_ended() {
    const std::scoped_lock lock(mutex);
    return kept.empty();
  }

  void run_one() {
    if (batch.empty()) {
      newest.wait(nullptr);
      for (Node* node = newest.exchange(nullptr); node != nullptr;) {
        batch.push_back(node->job);
        delete std::exchange(node, node->next);
      }
    }
    const Job::Handle job = batch.back();
    batch.pop_back();
    job.resume();
    if (!job.done()) return;
    const std::exception_ptr error = job.promise().error;
    std::set<Kept, ByFrame>::node_type ended;
    {
      const std::scoped_lock lock(mutex);
      ended = kept.extract(kept.find(static_cast<const void*>(job.address())));
    }
    ended.value().job.reset();
    ended = {};
    if (error) std::rethrow_exception(error);
  }
};

ReadyQueue::ReadyQueue() : state_(std::make_unique<State>()) {}

ReadyQueue::~ReadyQueue() = default;

void ReadyQueue::spawn(std::function<Job()> body) {
  if (!body) throw std::invalid_argument("no body");
  Kept kept;
  kept.body = std::make_shared<std::function<Job()>>(std::move(body));
  kept.job = std::make_unique<Job>((*kept.body)());
  const Job::Handle job = kept.job->handle();
  {
    const std::scoped_lock lock(state_->mutex);
    state_->kept.insert(std::move(kept));
  }
  state_->push(job);
}

void ReadyQueue::post(Job::Handle job) { state_->push(job); }

void ReadyQueue::run() {
  if (state_->running.exchange(true)) throw std::logic_error("run is under way");
  struct End {
    std::atomic<bool>& running;
    ~End() { running = false; }
  } const end{state_->running};
  while (!state_->all_ended()) state_->run_one();
}
