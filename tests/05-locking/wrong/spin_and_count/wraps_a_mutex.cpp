// Wrong: a std::mutex under another name.
// Rejected by: rules (forbidden construct)
#include "spin_and_count.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

struct SpinLock::State {
  std::mutex mutex;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() { state_->mutex.lock(); }

bool SpinLock::try_lock() { return state_->mutex.try_lock(); }

void SpinLock::unlock() { state_->mutex.unlock(); }

struct ShardedCounter::State {
  std::vector<std::atomic<std::uint64_t>> shards;
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<std::atomic<std::uint64_t>>(shards)})) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  state_->shards.at(shard).fetch_add(amount, std::memory_order_relaxed);
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
