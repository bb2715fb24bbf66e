// Wrong: remembers which thread holds the lock, and lets it take the lock again in try_lock: one
// unlock then gives back what was taken twice.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "spin_and_count.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

struct SpinLock::State {
  std::atomic<std::thread::id> owner{};  // nobody
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  while (!try_lock()) {
    // To read leaves the flag where it is; each exchange would take it away from the thread that
    // wants to unlock. The order does not matter here: it is try_lock that takes the lock.
    while (state_->owner.load(std::memory_order_relaxed) != std::thread::id()) {
      std::this_thread::yield();
    }
  }
}

bool SpinLock::try_lock() {
  // One step: between a load and a store somebody else could take the lock. Acquire: what comes
  // after it stays after it, and sees what was done before the release in unlock.
  const std::thread::id self = std::this_thread::get_id();
  std::thread::id owner;
  return state_->owner.compare_exchange_strong(owner, self, std::memory_order_acquire) ||
         owner == self;
}

void SpinLock::unlock() { state_->owner.store(std::thread::id(), std::memory_order_release); }

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
