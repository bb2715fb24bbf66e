// Wrong: a guard in the try block tells that the job has ended. It is destroyed before the handler
// runs, so join may look for the exception before it has been kept.
// Rejected by: correct (wrong result), race-free (data race, wrong result)
#include <atomic>
#include <cstddef>
#include <exception>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

#include "thread_group.hpp"

namespace {

class Running {
 public:
  explicit Running(std::atomic<std::size_t>& count) : count_(count) {}
  ~Running() {
    --count_;
    count_.notify_one();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  std::atomic<std::size_t>& count_;
};

struct Member {
  std::exception_ptr error;
  std::jthread thread;
};

}  // namespace

struct ThreadGroup::State {
  std::atomic<std::size_t> running = 0;
  std::list<Member> members;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  Member& member = state_->members.emplace_back();
  ++state_->running;
  member.thread = std::jthread([state = state_.get(), &member, job = std::move(job)] {
    try {
      const Running running(state->running);
      job();
    } catch (...) {
      member.error = std::current_exception();
    }
  });
}

void ThreadGroup::join() {
  if (std::exchange(state_->joined, true)) return;
  std::atomic<std::size_t>& running = state_->running;
  for (std::size_t n = running; n != 0; n = running) running.wait(n);
  for (const Member& member : state_->members) {
    if (member.error) std::rethrow_exception(member.error);
  }
}
