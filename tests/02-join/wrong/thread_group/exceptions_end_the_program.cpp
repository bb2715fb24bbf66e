// Wrong: lets a job's exception leave its thread, which calls std::terminate.
// Rejected by: correct (crash), race-free (crash)
#include "thread_group.hpp"

#include <exception>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Member {
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
  state_->members.emplace_back().thread = std::thread(std::move(job));
}

void ThreadGroup::join() {
  if (state_->joined) return;
  state_->joined = true;
  for (Member& member : state_->members) member.thread.join();
}
