#pragma once

#include <memory>
#include <thread>

/// Owns at most one thread, and waits for its end before letting go of it: a scope that holds a
/// JoiningThread cannot be left, in any way, while that thread runs.
///
/// Requires: no object is joined, assigned to or destroyed by the thread that it owns.
/// Guarantees: each thread that was handed over is joined exactly once: by `join`, by the
/// assignment that replaces it, or by the destructor of its last owner, whichever comes first, also
/// when an exception leaves the scope; never detached. Taking over and handing on never wait for
/// the thread that changes hands.
/// Thread-safety: different objects may be used by different threads; one object by one thread at a
/// time.
/// Memory ordering: everything that a thread did is visible to whoever waited for it here.
/// Source: 004-c, in which nobody joins when an exception comes in between.
///
/// Example:
///   JoiningThread writer(std::thread([&] { write(log); }));
///   read(input);  // may throw: `writer` is joined all the same, before `log` dies
class JoiningThread {
 public:
  /// Owns no thread.
  JoiningThread() noexcept;

  /// Takes `thread` over. If it is not joinable, the new object owns no thread.
  explicit JoiningThread(std::thread thread);

  /// Waits for the end of the thread that it owns, if any.
  ~JoiningThread();

  /// Takes the thread of `other`, which owns none afterwards.
  JoiningThread(JoiningThread&& other) noexcept;

  /// Waits for the end of the thread that it owns, if any, and takes the thread of `other`, which
  /// owns none afterwards. Moving an object into itself changes nothing: it waits for nothing, and
  /// owns the same thread as before.
  JoiningThread& operator=(JoiningThread&& other) noexcept;

  /// Waits for the end of the thread that it owns, and owns none afterwards. Does nothing if it
  /// owns none, so that calling it twice is harmless.
  void join();

  /// Whether it owns a thread.
  bool joinable() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
