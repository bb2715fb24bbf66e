#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Delivers messages in the background: each delivery runs on a thread, and nobody waits for it
/// before the end. A delivery may ask for others, its follow-ups, which are delivered likewise, and
/// so may theirs.
///
/// The program in the answer file detaches its threads and trusts to luck. Retire the detach: let
/// every thread's end be known before anything that the thread uses goes away.
///
/// Thread-safety: one thread at a time, and not from inside `deliver`. `std::thread::detach` is
/// forbidden.
/// Memory ordering: what happened before `send` is visible to the delivery; what a delivery did is
/// visible to its follow-ups, and after `settle` and the destructor.
/// Source: 001-a, which never waits for its threads; 003-a and 004-c, which do.
///
/// Example:
///   Courier courier([](const std::string& message) {
///     std::osyncstream(std::cout) << message << '\n';
///     return std::vector<std::string>{};  // nothing follows from it
///   });
///   courier.send("build finished");
class Courier {
 public:
  /// Delivers `message`, and returns its follow-ups.
  using Deliver = std::function<std::vector<std::string>(const std::string& message)>;

  /// Requires: `deliver` may be called from several threads at once and does not throw.
  explicit Courier(Deliver deliver);

  /// Waits until every delivery has ended, follow-ups included. Afterwards no thread that was
  /// started here is still running, and no copy of `deliver` is in use.
  ~Courier();

  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  /// Begins to deliver a copy of `message`, and returns without waiting for any delivery.
  ///
  /// Guarantees: `deliver` is called exactly once with the message, then exactly once with each of
  /// its follow-ups, and so on; never on the caller's thread. A follow-up begins when the delivery
  /// that asked for it has returned; apart from that no delivery waits for another: all messages
  /// sent, and all follow-ups of one delivery, can be under way at the same time.
  void send(const std::string& message);

  /// Waits until every delivery has ended, follow-ups included. Returns how many have ended since
  /// the courier was made. More may be sent afterwards.
  std::size_t settle();

 private:
  struct State;
  std::unique_ptr<State> state_;
};
