// Right: the default order everywhere, and a look before the exchange.
#include "spin_and_count.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

struct SpinLock::State {
  std::atomic<bool> locked = false;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  while (state_->locked || !try_lock()) std::this_thread::yield();
}

bool SpinLock::try_lock() {
  if (state_->locked) return false;
  return !state_->locked.exchange(true);
}

void SpinLock::unlock() { state_->locked = false; }

struct ShardedCounter::State {
  std::vector<std::atomic<std::uint64_t>> shards;
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<std::atomic<std::uint64_t>>(shards)})) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  state_->shards.at(shard) += amount;
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const { return state_->shards.at(shard); }

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t count : state_->shards) sum += count;
  return sum;
}
