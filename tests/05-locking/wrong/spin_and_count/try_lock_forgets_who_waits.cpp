// Wrong: a try_lock that fails forgets that somebody sleeps in lock, so that unlock does not wake
// them.
// Rejected by: race-free (deadlock, lost wake-up), correct (hang)
#include "spin_and_count.hpp"

#include <atomic>
#include <stdexcept>
#include <vector>

namespace {

enum Stage : int { kFree, kHeld, kHeldAndAwaited };

}  // namespace

struct SpinLock::State {
  std::atomic<int> stage = kFree;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  int free = kFree;
  if (state_->stage.compare_exchange_strong(free, kHeld, std::memory_order_acquire)) return;
  // From now on whoever unlocks has to wake somebody.
  while (state_->stage.exchange(kHeldAndAwaited, std::memory_order_acquire) != kFree) {
    state_->stage.wait(kHeldAndAwaited, std::memory_order_relaxed);
  }
}

bool SpinLock::try_lock() {
  return state_->stage.exchange(kHeld, std::memory_order_acquire) == kFree;
}

void SpinLock::unlock() {
  if (state_->stage.exchange(kFree, std::memory_order_release) == kHeldAndAwaited) {
    state_->stage.notify_one();
  }
}

namespace {

// On a cache line of its own: otherwise processors that count in neighbouring shards would fight
// for the line that both are on, and sharding would be for nothing.
struct alignas(64) Shard {
  std::atomic<std::uint64_t> count = 0;
};

}  // namespace

struct ShardedCounter::State {
  std::vector<Shard> shards;  // as many as there will ever be: an atomic cannot move
};

ShardedCounter::ShardedCounter(std::size_t shards)
    : state_(std::make_unique<State>(State{std::vector<Shard>(shards)})) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  // Relaxed: a count is only a number, and orders nothing. But it must be one step.
  state_->shards.at(shard).count.fetch_add(amount, std::memory_order_relaxed);
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const {
  return state_->shards.at(shard).count.load(std::memory_order_relaxed);
}

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : state_->shards) sum += shard.count.load(std::memory_order_relaxed);
  return sum;
}
