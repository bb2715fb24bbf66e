// Wrong: that the thread builds is one flag for all Lazy: a build that asks for the object of
// another one is taken for a build that asks for its own.
// Rejected by: correct (wrong result), race-free (wrong result)
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

namespace {

/// That this thread builds, so that a build that asks for its own object is told instead of waiting
/// for itself for ever.
thread_local bool is_building = false;

struct Building {
  Building() { is_building = true; }
  ~Building() { is_building = false; }
};

}  // namespace

const Lazy::Value& Lazy::get() {
  if (const Value* const value = peek()) return *value;
  if (is_building) throw std::logic_error("Lazy: build asks for the object that it builds");
  // An exception leaves the flag unset, and the next in the queue tries again. Whoever returns from
  // call_once sees all that was done in it.
  std::call_once(state_->built, [this] {
    const Building here;
    state_->value = state_->build();
    // Release: whoever sees the pointer sees the object, too. That goes for peek, which is not in
    // the queue.
    state_->published.store(&*state_->value, std::memory_order_release);
  });
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published.load(std::memory_order_acquire); }
