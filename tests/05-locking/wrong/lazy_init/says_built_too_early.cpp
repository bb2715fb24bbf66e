// Wrong: says that the object is built when somebody begins to build it.
// Rejected by: race-free (data race, wrong result, crash), correct (wrong result, memory error,
// crash)
#include "lazy_init.hpp"

#include <atomic>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::atomic<bool> built = false;
  Value value;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  if (!state_->built.exchange(true)) {
    try {
      state_->value = state_->build();
    } catch (...) {
      state_->built = false;
      throw;
    }
  }
  return state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->built ? &state_->value : nullptr; }
