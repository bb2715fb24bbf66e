// Wrong: a static variable of the function is built once for all Lazy, not once for each.
// Rejected by: race-free (wrong result, deadlock), correct (wrong result, hang), concurrent (serial)
#include "lazy_init.hpp"

#include <atomic>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::atomic<const Value*> published = nullptr;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  static const Value value = state_->build();
  state_->published = &value;
  return value;
}

const Lazy::Value* Lazy::peek() const { return state_->published; }
