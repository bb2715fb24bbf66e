#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

/// A queue of items in memory that processes share: a file that each of them maps.
///
/// Each process makes a SharedQueue of its own for the same file, also several. The memory is at
/// another address in each of them. To make or to destroy one waits for nobody, and changes nothing
/// for others. The queue and its items stay when all have gone, until it is removed.
///
/// Requires: `file` is always named by the same path. `fill` and `use` do not use this queue, and
/// do not wait for others who do.
/// Guarantees: items come out in the order in which they were put in, each once: no item is lost,
/// and none is made up. A process may be killed in `fill` or in `use`: others do not wait for the
/// dead, and find the queue as it was before that call.
/// Thread-safety: one queue may be used by any number of processes at once, and by any number of
/// threads, through one object or several; but not while the object is destroyed, or while the
/// queue is created or removed.
/// Memory ordering: what a thread did before it put in an item, and in `fill`, happens before the
/// `use` of that item.
/// Errors: what is thrown is derived from std::exception.
/// Source: 002-a, resources that threads or processes share.
///
/// Example:
///   SharedQueue::create("/dev/shm/jobs", 100);
///   SharedQueue jobs("/dev/shm/jobs");              // here, and in any other process
///   jobs.push(5, [](std::span<char> item) { std::ranges::copy("hello"sv, item.begin()); });
///   while (jobs.pop([](std::string_view item) { handle(item); })) {
///   }
class SharedQueue {
 public:
  /// The most bytes of an item.
  static constexpr std::size_t kItemBytes = 256;

  /// Makes an empty queue for at most `capacity` items. All that is kept of it is in `file`, and in
  /// files beside it whose names begin with its name and a dot.
  ///
  /// Errors: throws if `capacity` is 0, if the file is there already, which is left as it is, or
  /// if it cannot be made.
  static void create(const std::filesystem::path& file, std::size_t capacity);

  /// Removes the queue with its items, and with all that is kept of it. Returns whether there was
  /// one.
  static bool remove(const std::filesystem::path& file);

  /// Errors: throws if there is no such file, or if it cannot be used.
  explicit SharedQueue(const std::filesystem::path& file);
  ~SharedQueue();
  SharedQueue(const SharedQueue&) = delete;
  SharedQueue& operator=(const SharedQueue&) = delete;

  /// Puts an item in: calls `fill` with memory for `bytes` bytes to write the item to. When `fill`
  /// has returned, and not before, the item is in the queue. Returns false, without a call of
  /// `fill`, if the queue is full.
  ///
  /// If `fill` throws, the exception is passed on, and there is no item. While one call's `fill`
  /// runs, other calls of push wait.
  /// Errors: throws if `bytes` is more than kItemBytes; `fill` is not called then.
  bool push(std::size_t bytes, const std::function<void(std::span<char> item)>& fill);

  /// Takes the oldest item out: calls `use` with it. When `use` has returned, and not before, the
  /// item is out of the queue. Returns false, without a call of `use`, if the queue is empty.
  ///
  /// If `use` throws, the exception is passed on, and the item stays the oldest one. While one
  /// call's `use` runs, other calls of pop wait.
  bool pop(const std::function<void(std::string_view item)>& use);

  /// How many items are in the queue. May wait while a `fill` or a `use` runs.
  std::size_t size() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
