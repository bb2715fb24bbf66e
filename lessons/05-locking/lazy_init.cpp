#include "lazy_init.hpp"

#include <utility>

// TODO: choose what tells whether the object is built, and what lets others wait for it.
struct Lazy::State {
  Build build;
  Value value;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>(State{std::move(build), {}})) {}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  // TODO: build only if nobody has, or does.
  state_->value = state_->build();
  return state_->value;
}

const Lazy::Value* Lazy::peek() const {
  // TODO: null until the object is complete.
  return &state_->value;
}
