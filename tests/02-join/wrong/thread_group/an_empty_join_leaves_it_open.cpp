// Wrong: if there is nothing to join, join returns before it has closed the group.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "thread_group.hpp"

#include <exception>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Member {
  std::exception_ptr error;
  std::jthread thread;

  explicit Member(std::function<void()> job)
      : thread([this, job = std::move(job)] {
          try {
            job();
          } catch (...) {
            error = std::current_exception();
          }
        }) {}
};

}  // namespace

struct ThreadGroup::State {
  std::list<Member> members;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("ThreadGroup::add after join");
  state_->members.emplace_back(std::move(job));
}

void ThreadGroup::join() {
  if (state_->joined || state_->members.empty()) return;
  state_->joined = true;
  for (Member& member : state_->members) member.thread.join();
  for (const Member& member : state_->members) {
    if (member.error) std::rethrow_exception(member.error);
  }
}
