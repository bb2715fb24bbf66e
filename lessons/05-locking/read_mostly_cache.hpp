#pragma once

#include <functional>
#include <memory>
#include <string>

/// Computes the value of a key when somebody first asks for it, and keeps it for all who ask later:
/// many readers, few computations.
///
/// Guarantees:
/// - A value is computed once: `compute` is called for a key only if no value is kept for it and
///   nobody computes one. Who asks meanwhile waits for that computation, and gets its value.
/// - An exception of `compute` leaves the one member that called it, and reaches nobody else. No
///   value is kept then: those who waited ask again, and one of them computes.
/// - A computation makes nobody wait but those who ask for its key. Other keys are read, computed
///   and forgotten meanwhile, by `compute` itself, too; and its own key can be forgotten.
/// - Readers do not exclude one another: while no value is stored or forgotten, any number of
///   `get` and `visit` can be under way at once, for one key or for many.
/// - No lock is left behind when an exception leaves a member.
/// Requires: no key needs itself for its computation; no visitor uses the cache that it visits.
/// Thread-safety: `get`, `visit` and `forget` may be called by several threads at once.
/// Memory ordering: all that `compute` did is visible to whoever gets or visits the value.
/// Source: 002-a, resources that several threads share.
///
/// Example:
///   ReadMostlyCache pages([](int number) { return load_page(number); });
///   const std::string page = pages.get(7);           // loads page 7
///   pages.visit(7, [](const std::string& text) { count_words(text); });  // loads nothing
class ReadMostlyCache {
 public:
  using Compute = std::function<std::string(int key)>;
  using Visitor = std::function<void(const std::string& value)>;

  /// `compute` may be called by several threads at once, with different keys.
  ///
  /// Errors: std::invalid_argument if `compute` is empty.
  explicit ReadMostlyCache(Compute compute);

  /// Drops all values.
  /// Requires: no member is under way.
  ~ReadMostlyCache();

  ReadMostlyCache(const ReadMostlyCache&) = delete;
  ReadMostlyCache& operator=(const ReadMostlyCache&) = delete;

  /// A copy of the value of `key`, which is computed first if need be.
  std::string get(int key);

  /// As `get`, but makes no copy: calls `visitor` once, with the value itself. The value stays as
  /// it is until `visitor` has returned or thrown, also if the key is forgotten meanwhile.
  ///
  /// Errors: what `visitor` throws is thrown, and the value is kept; std::bad_function_call if
  /// `visitor` is empty.
  void visit(int key, const Visitor& visitor);

  /// Drops the value of `key`. Does nothing if there is none and nobody computes one.
  ///
  /// Who asks after `forget` has returned never gets a value whose computation began before that:
  /// such a computation may still serve those who have asked already, but what it yields is not
  /// kept. May wait for visitors, never for a computation.
  void forget(int key);

 private:
  struct State;
  std::unique_ptr<State> state_;
};
