// Wrong: takes an empty object for one that has not been built yet.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "lazy_init.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  std::condition_variable no_longer_building;
  bool building = false;  // guarded by mutex
  Value value;            // guarded by mutex until it is there, then constant
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  std::unique_lock lock(state_->mutex);
  state_->no_longer_building.wait(lock, [this] { return !state_->building; });
  if (!state_->value.empty()) return state_->value;
  state_->building = true;
  lock.unlock();
  Value value;
  std::exception_ptr error;
  try {
    value = state_->build();
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  state_->building = false;
  state_->value = std::move(value);
  state_->no_longer_building.notify_all();
  if (error) std::rethrow_exception(error);
  return state_->value;
}

const Lazy::Value* Lazy::peek() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->value.empty() ? nullptr : &state_->value;
}
