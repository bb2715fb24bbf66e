// Wrong: keeps the total beside the shards, and brings it up to date in two steps.
// Rejected by: race-free (wrong result), correct (wrong result)
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
  while (!try_lock()) std::this_thread::yield();
}

bool SpinLock::try_lock() { return !state_->locked.exchange(true, std::memory_order_acquire); }

void SpinLock::unlock() { state_->locked.store(false, std::memory_order_release); }

struct ShardedCounter::State {
  explicit State(std::size_t count) : shards(count) {}

  std::vector<std::atomic<std::uint64_t>> shards;
  std::atomic<std::uint64_t> total = 0;
};

ShardedCounter::ShardedCounter(std::size_t shards) : state_(std::make_unique<State>(shards)) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  state_->shards.at(shard) += amount;
  std::uint64_t sum = 0;
  for (const std::uint64_t count : state_->shards) sum += count;
  state_->total = sum;
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const {
  return state_->shards.at(shard).load(std::memory_order_relaxed);
}

std::uint64_t ShardedCounter::total() const { return state_->total; }
