#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

// What a mutex is made of: both classes are made of atomics, without any lock of the library or of
// the system. `std::mutex`, `std::shared_mutex` and semaphores are forbidden here; `wait` and
// `notify` of an atomic are not.
//
// Source: 002-a, resources that several threads share.
//
// Example:
//   SpinLock lock;                 ShardedCounter bytes(4);
//   {                              bytes.add(worker % 4, n);  // on any of many threads
//     const std::scoped_lock guard(lock);
//     list.push_back(item);        report(bytes.total());
//   }

/// A lock for critical sections of a few instructions, where to put a thread to sleep would take
/// longer than to wait for it. Has what std::scoped_lock and std::unique_lock need.
///
/// Guarantees: at most one thread holds it at a time. Two SpinLocks have nothing to do with each
/// other.
/// Thread-safety: all members but the constructor and the destructor may be called by several
/// threads at once.
/// Memory ordering: all that happened before an `unlock` is visible to whoever takes the lock after
/// it, by `lock` or by `try_lock`.
class SpinLock {
 public:
  /// Nobody holds it.
  SpinLock();

  /// Requires: nobody holds it, or waits for it.
  ~SpinLock();

  SpinLock(const SpinLock&) = delete;
  SpinLock& operator=(const SpinLock&) = delete;

  /// Waits until nobody holds the lock, and takes it.
  /// Requires: the caller does not hold it.
  void lock();

  /// Takes the lock and returns true if nobody holds it; returns false if somebody does, the caller
  /// perhaps, and changes nothing then. Does not wait for the lock, and never fails by chance.
  bool try_lock();

  /// Gives the lock back.
  /// Requires: the caller holds it.
  void unlock();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A counter in several parts, its shards, so that threads that count often need not fight for one
/// place in memory.
///
/// Guarantees: `count_of` and `total` include each `add` that happened before the call, none that
/// happens after it, and each of those under way at the same time wholly or not at all. They change
/// nothing. Numbers are 64 bits wide, and wrap around beyond that.
/// Thread-safety: all members but the constructor and the destructor may be called by several
/// threads at once, any number of them with the same shard.
/// Memory ordering: none beyond that; who has seen a count has not thereby seen what else the
/// thread that counted did.
class ShardedCounter {
 public:
  /// `shards` shards, each 0.
  /// Errors: std::invalid_argument if `shards` is 0.
  explicit ShardedCounter(std::size_t shards);

  /// Requires: no member is under way.
  ~ShardedCounter();

  ShardedCounter(const ShardedCounter&) = delete;
  ShardedCounter& operator=(const ShardedCounter&) = delete;

  /// Adds `amount` to one shard, and to the total.
  ///
  /// Errors: std::out_of_range if there is no such shard; nothing is counted then.
  void add(std::size_t shard, std::uint64_t amount);

  /// What was added to one shard.
  /// Errors: std::out_of_range if there is no such shard.
  std::uint64_t count_of(std::size_t shard) const;

  /// What was added to all shards.
  std::uint64_t total() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
