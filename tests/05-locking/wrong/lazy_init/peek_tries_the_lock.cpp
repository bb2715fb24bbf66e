// Wrong: peek does not wait for the lock, but takes a lock that somebody has for an object that is
// not built.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "lazy_init.hpp"

#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  std::optional<Value> value;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  const std::scoped_lock lock(state_->mutex);
  if (!state_->value) state_->value = state_->build();
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const {
  const std::unique_lock lock(state_->mutex, std::try_to_lock);
  if (!lock.owns_lock()) return nullptr;
  return state_->value ? &*state_->value : nullptr;
}
