#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

/// A server that has what we want, like the others: asks it, and returns its answer. Ends soon, in
/// whatever way, after a stop has been requested.
using Mirror = std::function<std::string(std::stop_token stop)>;

// Asks all mirrors at the same time, each on a thread of its own, and returns the first answer that
// comes.
//
// Requires: no mirror is empty; each may be called at the same time as the others.
// Guarantees: each mirror is called once. As soon as one has returned an answer, a stop is
// requested of all others, through the tokens that they were given; and not before. A mirror that
// throws has no answer, and the others go on. No mirror is still running on return, and the answer
// is that of the first mirror that returned one; of two that return at the same time, it is one of
// theirs.
// Errors: std::invalid_argument if there are no mirrors. If all of them throw, what the first one,
// in their order, has thrown.
// Memory ordering: everything that happened before the call is visible to the mirrors; everything
// that they did is visible to the caller on return.
// Source: 001-c, whose executors hand out futures, and leave open how to wait for the first of
// them.
//
// Example:
//   first_of({ask_tokyo, ask_seoul});

std::string first_of(const std::vector<Mirror>& mirrors);
