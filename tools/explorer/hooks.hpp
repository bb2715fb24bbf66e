#pragma once

#include <cstddef>

/// What a test framework and the explorer tell each other. Test authors need none of it.
namespace interleave {

/// Installs the predicate that tells `explore` whether the current run has already failed.
/// Call it once, before the first test, from the main thread.
void set_failure_predicate(bool (*has_failed)());

/// How often the latest call of `explore` ran its body, since the last `reset_explored_runs`.
std::size_t explored_runs();
void reset_explored_runs();

}  // namespace interleave
