#include "spin_and_count.hpp"

#include <vector>

// TODO: a lock needs one atomic. Which operations on it, and in which memory order?
struct SpinLock::State {
  bool locked = false;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  // TODO: wait until nobody holds the lock.
  state_->locked = true;
}

bool SpinLock::try_lock() {
  // TODO: one step, in which nobody comes between.
  if (state_->locked) return false;
  state_->locked = true;
  return true;
}

void SpinLock::unlock() { state_->locked = false; }

// TODO: several threads may add to the same shard at once.
struct ShardedCounter::State {
  std::vector<std::uint64_t> shards;
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<std::uint64_t>(shards)})) {}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  state_->shards.at(shard) += amount;
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const { return state_->shards.at(shard); }

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t shard : state_->shards) sum += shard;
  return sum;
}
