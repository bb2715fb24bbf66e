// Right: a chain: each thread joins the one before, so that the newest ends last of all.
#include "thread_group.hpp"

#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Link {
  std::shared_ptr<Link> older;
  std::exception_ptr error;  // what the oldest job that failed up to here threw
  std::thread thread;
};

}  // namespace

struct ThreadGroup::State {
  std::shared_ptr<Link> newest;
  bool joined = false;

  std::exception_ptr join_all() {
    if (newest == nullptr) return nullptr;
    newest->thread.join();
    return std::exchange(newest, nullptr)->error;
  }
};

ThreadGroup::ThreadGroup() : state_(std::make_unique<State>()) {}

ThreadGroup::~ThreadGroup() { state_->join_all(); }

void ThreadGroup::add(std::function<void()> job) {
  if (state_->joined) throw std::logic_error("add after join");
  const auto link = std::make_shared<Link>();
  link->older = state_->newest;
  link->thread = std::thread([link = link.get(), job = std::move(job)] {
    try {
      job();
    } catch (...) {
      link->error = std::current_exception();
    }
    if (link->older == nullptr) return;
    link->older->thread.join();
    if (link->older->error) link->error = link->older->error;
    link->older = nullptr;
  });
  state_->newest = link;
}

void ThreadGroup::join() {
  state_->joined = true;
  if (const std::exception_ptr error = state_->join_all()) std::rethrow_exception(error);
}
