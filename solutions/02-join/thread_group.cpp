#include "thread_group.hpp"

#include <exception>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

/// One job, its thread, and what it threw.
struct Member {
  std::exception_ptr error;  // written by the thread only, read after its join
  // Last, because members are made in this order and destroyed in the reverse: the thread starts
  // when `error` exists, and is joined while it still does.
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
  // A list: its elements never move, and each thread keeps a pointer to its own. If the system has
  // no thread to give, the constructor of Member throws and the list stays as it was.
  std::list<Member> members;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() = default;  // every jthread joins

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("ThreadGroup::add after join");
  state_->members.emplace_back(std::move(job));
}

void ThreadGroup::join() {
  if (std::exchange(state_->joined, true)) return;
  // Two loops: to throw in the first one would hand on an exception while others still run.
  for (Member& member : state_->members) member.thread.join();
  for (const Member& member : state_->members) {
    if (member.error) std::rethrow_exception(member.error);
  }
}
