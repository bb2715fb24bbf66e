// Right: relaxed accesses and fences; plain spinning without a pause.
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
  while (!try_lock()) {
  }
}

bool SpinLock::try_lock() {
  bool free = false;
  if (!state_->locked.compare_exchange_strong(free, true, std::memory_order_relaxed)) return false;
  std::atomic_thread_fence(std::memory_order_acquire);
  return true;
}

void SpinLock::unlock() {
  std::atomic_thread_fence(std::memory_order_release);
  state_->locked.store(false, std::memory_order_relaxed);
}

struct ShardedCounter::State {
  std::vector<std::atomic<std::uint64_t>> shards;
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<std::atomic<std::uint64_t>>(shards)})) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  std::atomic<std::uint64_t>& count = state_->shards.at(shard);
  std::uint64_t seen = count;
  while (!count.compare_exchange_weak(seen, seen + amount)) {
  }
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const {
  return state_->shards.at(shard).load(std::memory_order_relaxed);
}

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (const std::atomic<std::uint64_t>& shard : state_->shards)
    sum += shard.load(std::memory_order_relaxed);
  return sum;
}
