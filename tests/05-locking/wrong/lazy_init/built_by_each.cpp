// Wrong: whoever finds nothing builds an object; the first to finish wins, and the others throw
// theirs away.
// Rejected by: race-free (wrong result, data race), correct (wrong result)
#include "lazy_init.hpp"

#include <atomic>
#include <stdexcept>
#include <utility>

struct Lazy::State {
  Build build;
  std::atomic<const Value*> published = nullptr;

  ~State() { delete published.load(); }
};

Lazy::Lazy(Build build) : state_(std::make_unique<State>()) {
  if (!build) throw std::invalid_argument("Lazy: build is empty");
  state_->build = std::move(build);
}

Lazy::~Lazy() = default;

const Lazy::Value& Lazy::get() {
  if (const Value* const value = peek()) return *value;
  auto mine = std::make_unique<const Value>(state_->build());
  const Value* winner = nullptr;
  if (state_->published.compare_exchange_strong(winner, mine.get())) winner = mine.release();
  return *winner;
}

const Lazy::Value* Lazy::peek() const { return state_->published; }
