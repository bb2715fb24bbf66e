// Right: no lock: an atomic says how far the object is, and those who need it wait on that.
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
    state_->reach(Stage::kEmpty);
    throw;
  }
  state_->reach(Stage::kBuilt);
  return *state_->value;
}

const Lazy::Value* Lazy::peek() const {
  if (state_->stage.load(std::memory_order_acquire) != Stage::kBuilt) return nullptr;
  return &*state_->value;
}
