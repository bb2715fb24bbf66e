// Right: a ticket lock, which lets in those who wait in the order in which they came.
#include "spin_and_count.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

struct SpinLock::State {
  std::atomic<unsigned> next = 0;
  std::atomic<unsigned> serving = 0;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  const unsigned mine = state_->next.fetch_add(1, std::memory_order_relaxed);
  while (state_->serving.load(std::memory_order_acquire) != mine) std::this_thread::yield();
}

bool SpinLock::try_lock() {
  unsigned turn = state_->serving.load(std::memory_order_acquire);
  return state_->next.compare_exchange_strong(turn, turn + 1, std::memory_order_relaxed);
}

void SpinLock::unlock() { state_->serving.fetch_add(1, std::memory_order_release); }

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
