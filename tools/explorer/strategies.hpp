#pragma once

#include <cstdint>

#include "explorer/runtime.hpp"

/// How choices are made. Every choice is written to the trail in shared memory, so that a schedule
/// can be run again, and a depth-first search knows where to go on.
namespace interleave::explorer {

/// Which of `count` threads runs next; `slots[0]` is the running one if it could go on
/// (`can_go_on`).
int choose_thread(const std::uint8_t* slots, int count, bool can_go_on);

/// One of `count` values, all alike: whom to wake, which store to read.
int choose_value(int count);

/// Whether something that is always allowed and seldom happens happens now. Never in a search that
/// would have to try both every time.
bool choose_rarely();

/// Sets up the strategy for a new schedule.
void begin_choices();

/// Turns the trail of a finished schedule into the beginning of the next one of a depth-first
/// search. False if there is none.
bool backtrack();

}  // namespace interleave::explorer
