#pragma once

#include <cstddef>
#include <memory>
#include <optional>

/// Hands items from threads to threads, and holds at most `capacity` of them on the way: whoever
/// has an item waits while the queue is full, whoever wants one waits while it is empty, until
/// somebody closes the queue.
///
/// Guarantees: items leave in the order in which they came in, each of them once. Calls may overlap
/// in every way; each takes effect at one moment between its beginning and its return. A call that
/// waits goes on as soon as it can: it is woken, and does not look again after some pause.
/// Thread-safe: any number of threads may use a queue at once. When it is destroyed no call is
/// under way; items that are still in it are dropped.
/// Memory ordering: everything that happened before an item was pushed is visible when `pop` has
/// returned it; everything that happened before `close` is visible to whoever learns of it from
/// what `push` or `pop` returns.
/// Source: 002-a, resources that threads share; a queue is the one that most programs need first.
///
/// Example:
///   BoundedQueue queue(16);
///   std::jthread consumer([&] {
///     while (const std::optional<int> item = queue.pop()) process(*item);
///   });
///   for (const int item : items) queue.push(item);
///   queue.close();  // the consumer processes what is left, then ends
class BoundedQueue {
 public:
  /// An empty, open queue.
  ///
  /// Errors: std::invalid_argument if `capacity` is 0.
  explicit BoundedQueue(std::size_t capacity);
  ~BoundedQueue();

  BoundedQueue(const BoundedQueue&) = delete;
  BoundedQueue& operator=(const BoundedQueue&) = delete;

  /// Waits while the queue is full and open. Then puts `item` in and returns true; or, if the queue
  /// is closed, returns false and puts nothing in, also where there is room.
  bool push(int item);

  /// Waits while the queue is empty and open. Then takes out the oldest item; or, if the queue is
  /// closed and nothing is left in it, returns std::nullopt.
  std::optional<int> pop();

  /// Closes the queue for good: from now on nothing comes in, what is in it can still be taken out,
  /// and nobody waits, neither in `push` nor in `pop`. Without effect on a closed queue.
  void close();

  /// How many items are in the queue, at some moment during the call.
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
