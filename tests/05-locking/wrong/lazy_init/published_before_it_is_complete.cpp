// Wrong: publishes an empty object, and fills it afterwards.
// Rejected by: race-free (data race, wrong result, use after free), correct (wrong result, memory
// error, crash)
#include "lazy_init.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::mutex mutex;
  std::unique_ptr<Value> value;
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
  auto value = std::make_unique<Value>();
  state_->published.store(value.get(), std::memory_order_release);
  try {
    *value = state_->build();
  } catch (...) {
    state_->published.store(nullptr, std::memory_order_release);
    throw;
  }
  state_->value = std::move(value);
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published.load(std::memory_order_acquire); }
