#include "lazy_init.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::once_flag built;
  std::optional<Value> value;
  // Null until `value` is complete. A once_flag cannot be asked whether it is set.
  std::atomic<const Value*> published = nullptr;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  // An exception leaves the flag unset, and the next in the queue tries again. Whoever returns from
  // call_once sees all that was done in it.
  std::call_once(state_->built, [this] {
    state_->value = state_->build();
    // Release: whoever sees the pointer sees the object, too. That goes for peek, which is not in
    // the queue.
    state_->published.store(&*state_->value, std::memory_order_release);
  });
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published.load(std::memory_order_acquire); }
