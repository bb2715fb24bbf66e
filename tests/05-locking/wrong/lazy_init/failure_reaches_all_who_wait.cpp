// Wrong: those who wait for a build that fails get its exception, too, instead of trying again.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "lazy_init.hpp"

#include <atomic>
#include <exception>
#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  std::shared_future<Value> result;
  std::atomic<const Value*> published = nullptr;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  std::unique_lock lock(state_->mutex);
  if (state_->result.valid()) {
    const std::shared_future<Value> result = state_->result;
    lock.unlock();
    return result.get();
  }
  std::promise<Value> promise;
  const std::shared_future<Value> result = promise.get_future().share();
  state_->result = result;
  lock.unlock();
  try {
    promise.set_value(state_->build());
    state_->published = &result.get();
  } catch (...) {
    lock.lock();
    state_->result = {};
    promise.set_exception(std::current_exception());
  }
  return result.get();
}

const Lazy::Value* Lazy::peek() const { return state_->published; }
