// Wrong: an atomic cannot move, so the shards are in an array of fixed size: there are never more
// than 64.
// Rejected by: race-free (crash), correct (wrong result)
#include "spin_and_count.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <span>
#include <stdexcept>
#include <thread>

struct SpinLock::State {
  std::atomic<bool> locked = false;
};

SpinLock::SpinLock() : state_(std::make_unique<State>()) {}

SpinLock::~SpinLock() = default;

void SpinLock::lock() {
  while (!try_lock()) {
    // To read leaves the flag where it is; each exchange would take it away from the thread that
    // wants to unlock. The order does not matter here: it is try_lock that takes the lock.
    while (state_->locked.load(std::memory_order_relaxed)) std::this_thread::yield();
  }
}

bool SpinLock::try_lock() {
  // One step: between a load and a store somebody else could take the lock. Acquire: what comes
  // after it stays after it, and sees what was done before the release in unlock.
  return !state_->locked.exchange(true, std::memory_order_acquire);
}

void SpinLock::unlock() { state_->locked.store(false, std::memory_order_release); }

namespace {

// On a cache line of its own: otherwise processors that count in neighbouring shards would fight
// for the line that both are on, and sharding would be for nothing.
struct alignas(64) Shard {
  std::atomic<std::uint64_t> count = 0;
};

}  // namespace

struct ShardedCounter::State {
  static constexpr std::size_t kMost = 64;  // as many as there are processors

  std::array<Shard, kMost> all;  // an atomic cannot move, so no vector
  std::span<Shard> shards;       // those that are in use

  Shard& at(std::size_t shard) const {
    if (shard >= shards.size()) throw std::out_of_range("ShardedCounter: no such shard");
    return shards[shard];
  }
};

ShardedCounter::ShardedCounter(std::size_t shards) : state_(std::make_unique<State>()) {
  if (shards == 0) throw std::invalid_argument("ShardedCounter: no shards");
  state_->shards = std::span(state_->all).first(std::min(shards, State::kMost));
}

ShardedCounter::~ShardedCounter() = default;

void ShardedCounter::add(std::size_t shard, std::uint64_t amount) {
  // Relaxed: a count is only a number, and orders nothing. But it must be one step.
  state_->at(shard).count.fetch_add(amount, std::memory_order_relaxed);
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const {
  return state_->at(shard).count.load(std::memory_order_relaxed);
}

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : state_->shards) sum += shard.count.load(std::memory_order_relaxed);
  return sum;
}
