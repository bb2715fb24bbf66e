#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

/// Assertions that speak to a learner: what was expected, what came, which rule that breaks.
/// A macro's text ("Expected equality of these values: calls[i]") tells a learner nothing.
///
/// `rule` is one sentence of the contract, as the learner reads it there.
///
/// A message that starts with the name of a finding and a colon ("too many at once: ...") is
/// reported as that finding; every other one as "wrong result".
namespace interleave {

/// Fails the running test with `message`. Thread-safe.
inline void fail(const std::string& message, const char* file = __builtin_FILE(),
                 int line = __builtin_LINE()) {
  ADD_FAILURE_AT(file, line) << message;
}

/// Fails unless `holds`. Thread-safe.
inline void expect_that(bool holds, const std::string& message, const char* file = __builtin_FILE(),
                        int line = __builtin_LINE()) {
  if (!holds) fail(message, file, line);
}

/// Fails unless `actual == expected`. `what` names the value: "the number of calls to work".
template <typename Actual, typename Expected>
void expect_equal(const Actual& actual, const Expected& expected, std::string_view what,
                  std::string_view rule = "", const char* file = __builtin_FILE(),
                  int line = __builtin_LINE()) {
  if (actual == expected) return;
  std::string message(what);
  message += ": expected " + testing::PrintToString(expected) + ", got " +
             testing::PrintToString(actual) + '.';
  if (!rule.empty()) message += " The contract: " + std::string(rule);
  fail(message, file, line);
}

}  // namespace interleave
