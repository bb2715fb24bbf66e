#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

/// Goes through a list of items on a thread of its own, until the list ends or somebody asks it to
/// stop. To stop is a request, never force: the item in hand is finished, and counts.
///
/// Thread-safe: `request_stop` may be called from any thread, also from inside `work`, and as often
/// as one likes. All else is for one thread at a time, and not for `work`.
/// Memory ordering: everything that happened before the constructor is visible to `work`;
/// everything that `work` did is visible after `wait` and after the destructor.
/// Source: 004-c, one thread per task, started and joined; the way to stop it is ours.
///
/// Example:
///   ItemWorker worker({1, 2, 3}, [](int item, std::stop_token) { process(item); });
///   worker.request_stop();
///   std::cout << worker.wait() << " of 3 items are processed\n";
class ItemWorker {
 public:
  /// Handles one item. `stop` says whether a stop has been requested, so that a long item can end
  /// early on its own.
  using Work = std::function<void(int item, std::stop_token stop)>;

  /// Starts the thread and returns without waiting for it. The thread calls `work` with each of
  /// `items`, in order, one after another.
  ///
  /// Requires: `work` does not throw.
  /// Guarantees: `work` is never called on the caller's thread. Before each item the thread looks
  /// for a request; once one has been made, no further item is begun. (A request made inside
  /// `work` is therefore exact: that item is the last. One made on another thread may cross with
  /// the beginning of an item, which is then the last.)
  ItemWorker(std::vector<int> items, Work work);

  /// Requests a stop, and waits until the thread has ended.
  ~ItemWorker();

  ItemWorker(const ItemWorker&) = delete;
  ItemWorker& operator=(const ItemWorker&) = delete;

  /// Asks the thread to stop; does not wait. From now on every `stop` that `work` was or will be
  /// given says so. Without effect if the thread has ended or has been asked before.
  void request_stop();

  /// Waits until the thread has ended, at the end of the list or on request. Requests nothing.
  /// Returns for how many items `work` has returned, from the first one on. May be called again,
  /// and then returns the same.
  std::size_t wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
