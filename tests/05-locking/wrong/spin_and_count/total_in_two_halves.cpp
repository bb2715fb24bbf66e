// Wrong: keeps each count in two halves of 32 bits, so that a reader may find one half of an add.
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

namespace {

struct Shard {
  std::atomic<std::uint32_t> low = 0;
  std::atomic<std::uint32_t> high = 0;

  void add(std::uint64_t amount) {
    const auto low_part = static_cast<std::uint32_t>(amount);
    const std::uint32_t before = low.fetch_add(low_part);
    const std::uint32_t carry = before + low_part < before ? 1 : 0;
    high.fetch_add(static_cast<std::uint32_t>(amount >> 32) + carry);
  }

  std::uint64_t load() const { return (std::uint64_t{high} << 32) + low; }
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
  state_->shards.at(shard).add(amount);
}

std::uint64_t ShardedCounter::count_of(std::size_t shard) const {
  return state_->shards.at(shard).load();
}

std::uint64_t ShardedCounter::total() const {
  std::uint64_t sum = 0;
  for (const Shard& shard : state_->shards) sum += shard.load();
  return sum;
}
