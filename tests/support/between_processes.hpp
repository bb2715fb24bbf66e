#pragma once

#include <sys/types.h>

#include <string>

/// For tests of processes that must come to a point in an order that the test chooses.
namespace interleave {

/// Signs that processes, and threads, give each other: a FIFO that holds a byte for each. Waiting
/// for a sign that nobody gives any more is a stall that the watch proves.
///
/// Thread-safe.
///
/// Example: a child that stays inside the callback until the test lets it go.
///   change(file, [&](long n) { Signs(inside).give(); Signs(go_on).take(); return n + 1; });
class Signs {
 public:
  /// Uses the FIFO `path`, made if it is not there.
  explicit Signs(const std::string& path);
  ~Signs();
  Signs(const Signs&) = delete;
  Signs& operator=(const Signs&) = delete;

  void give(int count = 1) const;
  /// Waits for `count` signs.
  void take(int count = 1) const;
  /// Whether there was one.
  bool try_take() const;
  /// Waits for a sign of our child `process`. False if it has ended without one.
  bool take_from(pid_t process) const;

 private:
  int descriptor_;
};

/// What has become of a thread that a test keeps an eye on.
enum class Seen {
  kSign,   ///< it has given the sign
  kEnd,    ///< its process has ended
  kWaits,  ///< it is asleep until another one wakes it, or looks again and again and gets nowhere
};

/// Waits until the thread `thread` of `process` (a child, or our own process) does one of these. No
/// stopwatch: asleep is what the kernel says twice, with no switch of tasks in between; getting
/// nowhere are hundreds of switches, or seconds of its own processor time, without the sign.
Seen see(pid_t process, pid_t thread, const Signs& sign);

}  // namespace interleave
