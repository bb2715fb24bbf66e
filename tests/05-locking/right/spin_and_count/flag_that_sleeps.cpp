// Right: an atomic_flag, on which those who wait sleep; each shard is guarded by such a lock.
#include "spin_and_count.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

struct SpinLock::State {
  std::atomic_flag locked;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  while (!try_lock()) state_->locked.wait(true, std::memory_order_relaxed);
}

bool SpinLock::try_lock() { return !state_->locked.test_and_set(std::memory_order_acquire); }

void SpinLock::unlock() {
  state_->locked.clear(std::memory_order_release);
  state_->locked.notify_one();
}

namespace {

struct Shard {
  mutable SpinLock lock;
  std::uint64_t count = 0;  // guarded by lock
};

}  // namespace

struct ShardedCounter::State {
  std::vector<Shard> shards;
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<Shard>(shards)})) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  Shard& place = state_->shards.at(shard);
  const std::scoped_lock guard(place.lock);
  place.count += amount;
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const {
  const Shard& place = state_->shards.at(shard);
  const std::scoped_lock guard(place.lock);
  return place.count;
}

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (std::size_t shard = 0; shard < state_->shards.size(); ++shard) sum += count_of(shard);
  return sum;
}
