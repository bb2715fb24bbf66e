#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <utility>
#include <vector>

namespace interleave {

/// A list that many threads may append to, for callbacks and sinks that a grader hands to an
/// answer.
///
/// Thread-safe. Memory ordering: appending publishes the value to `entries`, but makes nothing
/// happen before anything in *other appending threads*. A log behind a mutex would order the
/// answer's threads as a side effect, and so hide the very races that a grader looks for.
template <typename T>
class CallLog {
 public:
  /// Keeps the first `capacity` values; `size` counts all of them.
  explicit CallLog(std::size_t capacity = 1024) : slots_(capacity) {}

  void add(T value) {
    const std::size_t index = next_.fetch_add(1, std::memory_order_relaxed);
    if (index >= slots_.size()) return;
    slots_[index].value = std::move(value);
    slots_[index].ready.store(true, std::memory_order_release);
  }

  /// How often `add` was called, kept or not.
  std::size_t size() const { return next_.load(std::memory_order_relaxed); }

  /// The values that are complete, in the order in which their calls began.
  std::vector<T> entries() const {
    std::vector<T> found;
    for (std::size_t index = 0; index < std::min(size(), slots_.size()); ++index) {
      if (slots_[index].ready.load(std::memory_order_acquire)) found.push_back(slots_[index].value);
    }
    return found;
  }

 private:
  struct Slot {
    std::atomic<bool> ready = false;
    T value{};
  };
  std::atomic<std::size_t> next_ = 0;
  std::vector<Slot> slots_;
};

/// Counts how many calls are inside a callback at once, and the most that ever were.
///
/// Thread-safe; relaxed, so that it orders nothing.
///
/// Example:
///   InsideMeter meter;
///   run(jobs, [&] { const auto inside = meter.enter(); ... });
///   expect_that(meter.most() <= 3, "too many at once: ...");
class InsideMeter {
 public:
  class Inside {
   public:
    explicit Inside(InsideMeter& meter) : meter_(meter) {}
    ~Inside() { meter_.now_.fetch_sub(1, std::memory_order_relaxed); }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    InsideMeter& meter_;
  };

  [[nodiscard]] Inside enter() {
    const int now = now_.fetch_add(1, std::memory_order_relaxed) + 1;
    int most = most_.load(std::memory_order_relaxed);
    while (most < now && !most_.compare_exchange_weak(most, now, std::memory_order_relaxed)) {
    }
    return Inside(*this);
  }

  int now() const { return now_.load(std::memory_order_relaxed); }
  int most() const { return most_.load(std::memory_order_relaxed); }

 private:
  std::atomic<int> now_ = 0;
  std::atomic<int> most_ = 0;
};

}  // namespace interleave
