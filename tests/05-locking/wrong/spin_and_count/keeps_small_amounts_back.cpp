// Wrong: each thread collects small amounts and adds them together later: until then they are
// missing.
// Rejected by: correct (wrong result), race-free (wrong result)
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
  std::vector<std::atomic<std::uint64_t>> shards;
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<std::atomic<std::uint64_t>>(shards)})) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  constexpr std::uint64_t kBatch = 64;
  thread_local std::uint64_t pending = 0;
  std::atomic<std::uint64_t>& count = state_->shards.at(shard);
  pending += amount;
  if (pending < kBatch) return;
  count.fetch_add(pending, std::memory_order_relaxed);
  pending = 0;
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
