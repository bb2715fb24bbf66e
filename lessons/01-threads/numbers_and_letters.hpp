#pragma once

#include <chrono>
#include <functional>
#include <string>

/// Two producers write into one sink at the same time. One writes the numbers "0", "1", ... and the
/// other the letters "A", "B", ..., `count` lines each; between two of its lines a producer sleeps
/// for `pause`. When both have ended, the line "done" is written, and the function returns.
///
/// Requires: `0 <= count <= 26`; `pause >= 0`; `sink` may be called from several threads at once
/// and does not throw.
/// Guarantees: each line is written exactly once, by one call of `sink`. The lines of one producer
/// come in their order: its next call of `sink` begins at least `pause` after its last one
/// returned. The producers are independent: neither ever waits for the other, so nothing is
/// promised about how numbers and letters mix. "done" is the last line: its call begins after every
/// other call has returned. No thread that was started here is still running on return. With `count
/// == 0`, "done" is the only line.
/// Memory ordering: everything that `sink` did for the other lines is visible to it for "done";
/// everything that it did at all is visible to the caller on return.
/// Source: 003-a, digits and letters on two threads, and a last line after both.
///
/// Example:
///   numbers_and_letters(5, std::chrono::seconds(1), [](const std::string& line) {
///     std::osyncstream(std::cout) << line << '\n';
///   });
void numbers_and_letters(int count, std::chrono::milliseconds pause,
                         const std::function<void(const std::string& line)>& sink);
