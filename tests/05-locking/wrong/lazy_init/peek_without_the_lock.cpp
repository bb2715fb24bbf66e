// Wrong: get locks, but peek looks at the same members without a lock, to be fast.
// Rejected by: race-free (data race), correct (wrong result, memory error, crash)
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

const Lazy::Value* Lazy::peek() const { return state_->value ? &*state_->value : nullptr; }
