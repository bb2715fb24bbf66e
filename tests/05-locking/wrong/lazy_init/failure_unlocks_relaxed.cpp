// Wrong: after an exception the stage goes back with a relaxed store, since there is no object to
// publish; but the next build need not see what the one that failed did.
// Rejected by: race-free (data race)
#include "lazy_init.hpp"

#include <atomic>
#include <optional>
#include <stdexcept>
#include <utility>

namespace {

enum class Stage { kEmpty, kBuilding, kBuilt };

}  // namespace

struct Lazy::State {
  Build build;
  std::atomic<Stage> stage = Stage::kEmpty;
  std::optional<Value> value;

  void reach(Stage next) {
    stage.store(next, std::memory_order_release);
    stage.notify_all();
  }
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  for (;;) {
    Stage seen = Stage::kEmpty;
    if (state_->stage.compare_exchange_strong(seen, Stage::kBuilding, std::memory_order_acquire)) {
      break;
    }
    if (seen == Stage::kBuilt) return *state_->value;
    state_->stage.wait(seen, std::memory_order_relaxed);
  }
  try {
    state_->value = state_->build();
  } catch (...) {
    state_->stage.store(Stage::kEmpty, std::memory_order_relaxed);  // nothing to publish
    state_->stage.notify_all();
    throw;
  }
  state_->reach(Stage::kBuilt);
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const {
  if (state_->stage.load(std::memory_order_acquire) != Stage::kBuilt) return nullptr;
  return &*state_->value;
}
