// Wrong: peek takes the lock that get holds while it builds.
// Rejected by: race-free (deadlock), correct (hang)
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
  const std::scoped_lock lock(state_->mutex);
  return state_->value ? &*state_->value : nullptr;
}
