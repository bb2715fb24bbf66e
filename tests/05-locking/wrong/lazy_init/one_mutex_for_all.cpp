// Wrong: a static mutex lets all Lazy wait for one another, and a build that needs another Lazy for
// itself.
// Rejected by: concurrent (serial), correct (hang), race-free (deadlock)
#include "lazy_init.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::unique_ptr<const Value> value;
  std::atomic<const Value*> published = nullptr;
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  if (const Value* const value = peek()) return *value;
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  if (state_->value != nullptr) return *state_->value;
  state_->value = std::make_unique<const Value>(state_->build());
  state_->published.store(state_->value.get(), std::memory_order_release);
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const { return state_->published.load(std::memory_order_acquire); }
