#pragma once

#include <string>
#include <vector>

namespace interleave {

/// From now on processes that lose their parent become ours, where `take_leftovers` finds them.
/// Call once, first thing in main.
void adopt_orphans();

/// Notes which descriptors are open, for `take_leftovers`.
void note_descriptors();

/// What a test has left behind, as findings ("process left behind: ..."): children that nobody
/// waited for, whether they still run or not; their descendants that still run; descriptors that
/// were opened and not closed. Ends and reaps the processes, so that the next test starts without
/// them.
std::vector<std::string> take_leftovers();

}  // namespace interleave
