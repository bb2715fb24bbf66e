// Wrong: the thread is declared first: it starts before `error` exists, and outlives it.
// Rejected by: correct (leak, crash, wrong result), race-free (data race)
#include "thread_group.hpp"

#include <exception>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Member {
  explicit Member(std::function<void()> job)
      : thread([this, job = std::move(job)] {
          try {
            job();
          } catch (...) {
            error = std::current_exception();
          }
        }) {}

  std::jthread thread;
  std::exception_ptr error;
};

}  // namespace

struct ThreadGroup::State {
  std::list<Member> members;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  state_->members.emplace_back(std::move(job));
}

void ThreadGroup::join() {
  if (state_->joined) return;
  state_->joined = true;
  for (Member& member : state_->members) member.thread.join();
  for (Member& member : state_->members) {
    if (member.error) std::rethrow_exception(member.error);
  }
}
