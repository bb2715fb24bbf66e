// Wrong: add waits for the job before, so that only one runs at a time.
// Rejected by: concurrent (serial), correct (hang), race-free (deadlock)
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
  if (!state_->members.empty()) state_->members.back().thread.join();
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
  if (!state_->members.empty()) state_->members.back().thread.join();
  for (Member& member : state_->members) {
    if (member.error) std::rethrow_exception(member.error);
  }
}
