// Wrong: double-checked locking with a volatile pointer. In C++ volatile orders nothing between
// threads.
// Rejected by: race-free (data race)
#include "lazy_init.hpp"

#include <mutex>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  std::unique_ptr<const Value> value;
  const Value* volatile published = nullptr;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  if (const Value* const value = peek()) return *value;
  const std::scoped_lock lock(state_->mutex);
  if (state_->value != nullptr) return *state_->value;
  state_->value = std::make_unique<const Value>(state_->build());
  state_->published = state_->value.get();
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published; }
