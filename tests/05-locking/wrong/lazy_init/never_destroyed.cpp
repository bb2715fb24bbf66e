// Wrong: the object is made with new, and nobody deletes it.
// Rejected by: correct (leak)
#include "lazy_init.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  const Value* value = nullptr;
  std::atomic<const Value*> published = nullptr;
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
  state_->value = new Value(state_->build());
  state_->published.store(state_->value, std::memory_order_release);
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published.load(std::memory_order_acquire); }
