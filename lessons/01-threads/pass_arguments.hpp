#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// Five ways to hand an argument to a new thread. They differ in who owns the argument, and so in
// how long it lives; all else is the same for each of them:
//
// Requires: `work` is not empty and does not throw. Each `work` may be called on any thread.
// Guarantees: starts one thread, which makes one call and ends, and returns that thread without
// waiting for its call. `work` itself is copied: the caller's may end as soon as the function has
// returned.
// Memory ordering: everything that happened before the function was called is visible to `work`;
// everything that `work` did is visible to whoever has joined the returned thread.
// Source: 003-b and 004-c, which give each process or thread its arguments when they create it.
//
// Example:
//   std::vector<int> numbers{1, 2};
//   std::jthread thread = start_with_reference(append_three, numbers);
//   thread.join();  // and now numbers is {1, 2, 3}

/// By value. Calls `work(text)` with a copy of `text` as it was at the time of the call: the
/// caller's own may be changed, or end, as soon as the function has returned.
std::jthread start_with_copy(const std::function<void(const std::string& text)>& work,
                             const std::string& text);

/// By reference. Calls `work(numbers)` with the caller's own object, so that the caller sees what
/// `work` changed.
/// Requires: `numbers` outlives the returned thread, and nobody else uses it before the join.
std::jthread start_with_reference(const std::function<void(std::vector<int>& numbers)>& work,
                                  std::vector<int>& numbers);

/// By giving it away. Calls `work(box)` with the very object that the caller's `box` owned, not
/// with a copy of it; from then on it belongs to `work`.
std::jthread start_with_ownership(
    const std::function<void(std::unique_ptr<std::vector<int>> box)>& work,
    std::unique_ptr<std::vector<int>> box);

/// A text made here. Calls `work(label)` with `name`, a space and `number`, for example "worker 7".
/// The characters that `name` looks at may be changed, or end, as soon as the function has
/// returned; those of `label` stay until `work` has returned.
std::jthread start_with_label(const std::function<void(std::string_view label)>& work,
                              std::string_view name, int number);

/// A sum. Not thread-safe: one thread at a time may use it.
class Tally {
 public:
  void add(int amount) { total_ += amount; }
  int total() const { return total_; }

 private:
  int total_ = 0;
};

/// A member function. Calls `tally.add(amount)` on the caller's own object.
/// Requires: `tally` outlives the returned thread, and nobody else uses it before the join.
std::jthread start_with_member(Tally& tally, int amount);
