#include "read_mostly_cache.hpp"

#include <utility>

// TODO: choose what the cache has to keep, and what protects it.
struct ReadMostlyCache::State {
  Compute compute;
};

ReadMostlyCache::ReadMostlyCache(Compute compute)
    : state_(std::make_unique<State>(State{std::move(compute)})) {}

ReadMostlyCache::~ReadMostlyCache() = default;

std::string ReadMostlyCache::get(int key) {
  // TODO: compute a value only if nobody has, or does.
  return state_->compute(key);
}

void ReadMostlyCache::visit(int key, const Visitor& visitor) {
  // TODO: the value must not go away while the visitor looks at it.
  visitor(get(key));
}

void ReadMostlyCache::forget([[maybe_unused]] int key) {
  // TODO: drop the value, and what a computation under way will yield.
}
