// Wrong: total moves the shards into one sum: while one thread has them in hand, another finds
// neither the shards nor the sum.
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
  std::vector<std::atomic<std::uint64_t>> shards;
  std::vector<std::atomic<std::uint64_t>> moved = decltype(moved)(shards.size());
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
  return state_->moved.at(shard) + state_->shards.at(shard);
}

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (std::size_t shard = 0; shard < state_->shards.size(); ++shard) {
    sum += state_->moved[shard] += state_->shards[shard].exchange(0);
  }
  return sum;
}
