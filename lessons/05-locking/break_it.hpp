#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A queue between threads: first in, first out, of limited capacity. You do not write one here;
/// you write what tells a right one from a broken one.
///
/// Guarantees: each call takes effect as a whole, at one moment between its beginning and its end.
/// No call waits longer than is said of it below.
/// Thread-safe: any thread may call anything at any time, but for the destructor, which runs when
/// no call is under way.
/// Memory ordering: everything that happened before the push of an item is visible to the thread
/// whose pop has returned it.
class Queue {
 public:
  virtual ~Queue() = default;

  /// Waits while the queue is full and open. Then appends `item` and returns true; or, if the queue
  /// is closed, appends nothing and returns false.
  virtual bool push(int item) = 0;

  /// The same without waiting: returns false, and appends nothing, if the queue is full or closed.
  virtual bool try_push(int item) = 0;

  /// Waits while the queue is empty and open. Then removes the oldest item and returns it; or, if
  /// the queue is empty and closed, returns nothing.
  virtual std::optional<int> pop() = 0;

  /// How many items are in the queue; never more than its capacity.
  virtual std::size_t size() const = 0;

  /// From now on nothing is appended. What is in the queue can still be popped. May be called
  /// again.
  virtual void close() = 0;
};

/// Makes an open queue with nothing in it.
/// Requires: capacity >= 1.
using MakeQueue = std::function<std::unique_ptr<Queue>(std::size_t capacity)>;

/// Says that a queue has broken its contract, and how. May be called on any thread, and may not
/// return.
class Report {
 public:
  using Hear = std::function<void(const std::string& how, const char* file, int line)>;

  explicit Report(Hear hear) : hear_(std::move(hear)) {}

  /// The last two say where the caller stands; leave them to the compiler.
  void operator()(const std::string& how, const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) const {
    hear_(how, file, line);
  }

 private:
  Hear hear_;
};

/// Makes a queue, uses it, alone or from several threads, and reports what its contract rules out.
using Scenario = std::function<void(const MakeQueue& make, const Report& report)>;

/// Returns scenarios that tell right queues from broken ones: between 1 and 8 of them.
///
/// Each is run under the schedule explorer, on queues that you do not see: a few that are right,
/// each of another make, and many that are broken, each in another way. A broken queue is caught
/// when, on some schedule, a scenario reports it, or the explorer finds a fault by itself: a data
/// race, a deadlock, a lost wake-up, a crash.
///
/// Guarantees: every broken queue is caught by a scenario. No right queue is ever caught, whatever
/// its make and the schedule: neither by a report, nor by a fault of the scenario's own. A scenario
/// that blames the plainest right queue counts for nothing.
///
/// Nothing is left to luck: with the plainest right queue, of one mutex and two condition
/// variables, every schedule of a scenario can be run, within 50,000 that are begun. One queue,
/// three threads, the caller's included, and two calls of each are plenty; what comes one after the
/// other multiplies. To sleep, or to try a thousand times, is of no use. Each run ends all its
/// threads, keeps nothing for the next one, and behaves alike on the same schedule.
/// Source: 002-a, what can go wrong with shared resources.
///
/// Example (catches a queue that keeps only its latest item):
///   void keeps_two_items(const MakeQueue& make, const Report& report) {
///     const std::unique_ptr<Queue> queue = make(2);
///     queue->push(1);
///     queue->push(2);
///     if (queue->size() != 2) report("two items were pushed, and the size is not 2");
///   }
///   std::vector<Scenario> scenarios() { return {keeps_two_items}; }
std::vector<Scenario> scenarios();
