// Wrong: catches the exception inside call_once, so that the flag is set, and throws it ever after.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "lazy_init.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::once_flag built;
  std::exception_ptr error;
  std::optional<Value> value;
  std::atomic<const Value*> published = nullptr;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  std::call_once(state_->built, [this] {
    try {
      state_->value = state_->build();
      state_->published = &*state_->value;
    } catch (...) {
      state_->error = std::current_exception();
    }
  });
  if (state_->error) std::rethrow_exception(state_->error);
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published; }
