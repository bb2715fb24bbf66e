#pragma once

#include <functional>
#include <memory>
#include <vector>

/// An object that is built when somebody first needs it, once, however many ask at the same time.
///
/// Guarantees:
/// - `build` is called by `get` only, by one thread at a time, and never again once it has
///   returned. Those who ask meanwhile wait for it.
/// - An exception of `build` leaves the one `get` that called it, and reaches nobody else. Nothing
///   is built then: of those who waited, or else whoever asks next, one calls `build` again.
/// - Everybody is given the same object; it stays where it is until the `Lazy` is destroyed.
/// - Two `Lazy` have nothing to do with each other, and can be built at the same time.
/// Requires: `build` does not call `get` of its own `Lazy`.
/// Thread-safety: `get` and `peek` may be called by several threads at once.
/// Memory ordering: all that `build` did is visible to whoever is given the object, by `get` or by
/// `peek`.
/// Source: 002-a, resources that several threads share.
///
/// Example:
///   Lazy primes([] { return primes_below(1'000'000); });
///   if (primes.peek() == nullptr) show_progress();
///   const std::vector<int>& table = primes.get();  // computes them, unless somebody has
class Lazy {
 public:
  using Value = std::vector<int>;
  using Build = std::function<Value()>;

  /// Builds nothing yet.
  ///
  /// Errors: std::invalid_argument if `build` is empty.
  explicit Lazy(Build build);

  /// Destroys the object, if it was built.
  /// Requires: no member is under way.
  ~Lazy();

  Lazy(const Lazy&) = delete;
  Lazy& operator=(const Lazy&) = delete;

  /// The object, which is built first if need be.
  ///
  /// Errors: what `build` throws.
  const Value& get();

  /// The object if it is built, else null. Not null if a `get` that has returned happened before.
  /// Builds nothing, and does not wait for a `build` that is under way.
  const Value* peek() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};
