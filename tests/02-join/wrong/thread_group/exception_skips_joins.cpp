// Wrong: throws from within the loop that joins, while later threads still run.
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
  std::thread thread;
};

}  // namespace

struct ThreadGroup::State {
  std::list<Member> members;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() {
  for (Member& member : state_->members) {
    if (member.thread.joinable()) member.thread.join();
  }
}

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  Member& member = state_->members.emplace_back();
  member.thread = std::thread([&member, job = std::move(job)] {
    try {
      job();
    } catch (...) {
      member.error = std::current_exception();
    }
  });
}

void ThreadGroup::join() {
  if (state_->joined) return;
  state_->joined = true;
  for (Member& member : state_->members) {
    member.thread.join();
    if (member.error) std::rethrow_exception(member.error);
  }
}
