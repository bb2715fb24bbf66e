// Wrong: the flag is a plain bool: to read it in a loop while another thread writes it is a data
// race, and the loop may never see the change.
// Rejected by: race-free (data race), correct (wrong result, hang)
#include "spin_and_count.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

struct SpinLock::State {
  volatile bool locked = false;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  while (!try_lock()) std::this_thread::yield();
}

bool SpinLock::try_lock() {
  if (state_->locked) return false;
  state_->locked = true;
  return true;
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
