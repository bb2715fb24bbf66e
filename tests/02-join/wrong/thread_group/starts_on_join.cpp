// Wrong: add only remembers the job, and join starts them all.
// Rejected by: concurrent (serial)
#include "thread_group.hpp"

#include <exception>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Member {
  std::function<void()> job;
  std::exception_ptr error;
  std::thread thread;

  void start() {
    thread = std::thread([this] {
      try {
        job();
      } catch (...) {
        error = std::current_exception();
      }
    });
  }
};

}  // namespace

struct ThreadGroup::State {
  std::list<Member> members;
  bool joined = false;
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() {
  try {
    join();
  } catch (...) {
  }
}

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  state_->members.emplace_back().job = std::move(job);
}

void ThreadGroup::join() {
  if (state_->joined) return;
  state_->joined = true;
  for (Member& member : state_->members) member.start();
  for (Member& member : state_->members) member.thread.join();
  for (Member& member : state_->members) {
    if (member.error) std::rethrow_exception(member.error);
  }
}
