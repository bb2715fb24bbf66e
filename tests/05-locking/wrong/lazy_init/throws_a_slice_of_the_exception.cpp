// Wrong: `throw error` throws a copy, of which only the std::exception is left.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "lazy_init.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  std::condition_variable no_longer_building;
  bool building = false;       // guarded by mutex
  std::optional<Value> value;  // guarded by mutex until it is there, then constant
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  std::unique_lock lock(state_->mutex);
  state_->no_longer_building.wait(lock, [this] { return !state_->building; });
  if (state_->value) return *state_->value;
  state_->building = true;
  const auto end_building = [this] {
    state_->building = false;
    state_->no_longer_building.notify_all();
  };
  lock.unlock();
  std::optional<Value> value;
  try {
    value = state_->build();
  } catch (const std::exception& error) {
    lock.lock();
    end_building();
    throw error;
  } catch (...) {
    lock.lock();
    end_building();
    throw;
  }
  lock.lock();
  state_->value = std::move(value);
  end_building();
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->value ? &*state_->value : nullptr;
}
