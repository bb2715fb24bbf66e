#pragma once

#include <string>

#include "explorer/exploration.hpp"
#include "explorer/shared.hpp"

/// Turns what a child left in shared memory into words.
namespace interleave::explorer {

/// The choices on the trail as a token, and back. A letter for each choice, `a` for the first
/// option (the running thread goes on), with a count behind it if it repeats: "a12ba3".
std::string encode_choices(const Shared& shared);
bool decode_choices(const std::string& token, Shared& shared);

/// Fault, sentence and timeline of the schedule that was replayed last.
void describe(const Shared& shared, Exploration& result);

/// What was searched without finding a fault.
void describe_search(const Shared& shared, const ExploreOptions& options, Exploration& result);

}  // namespace interleave::explorer
