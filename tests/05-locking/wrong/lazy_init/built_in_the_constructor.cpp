// Wrong: builds when it is made, whether anybody will ask or not.
// Rejected by: race-free (wrong result, deadlock, crash), correct (wrong result, hang), concurrent
// (serial)
#include "lazy_init.hpp"

#include <stdexcept>
#include <utility>

struct Lazy::State {
  Value value;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->value = build();
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() { return state_->value; }

const Lazy::Value* Lazy::peek() const { return &state_->value; }
