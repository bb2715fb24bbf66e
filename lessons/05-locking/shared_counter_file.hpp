#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

/// Changes the number in `file`, which processes and threads share: reads it, calls `change` with
/// it, writes what that returns, and returns that.
///
/// The file holds a decimal number and a line break, which may be missing; it is written with one.
/// A file that does not exist counts as 0, and is made.
///
/// Requires: the file is changed by update_counter only, and always named by the same path.
/// `change` does not call update_counter for the same file.
/// Guarantees:
/// - Calls for the same file take turns, from reading to writing, in whatever processes and threads
///   they are made: none calls `change` while another one's `change` runs, and no change is lost.
/// - Whoever reads the file, at any moment, finds a whole number: the old one until the new one is
///   there, also while `change` runs.
/// - A process may be killed at any moment, in `change` or while the number is written. The file
///   then holds the old number or the new one, whole; other calls do not wait for the dead, and go
///   on as if it had never been there.
/// - If `change` throws, the number stays, the exception is passed on, and other calls go on.
/// - Calls for different files do not wait for each other, and `change` may update another file.
/// - Nothing is held when the call has returned or thrown: no descriptor, and no lock, not even by
///   processes that `change` has started and that still run.
/// Other files may be kept beside `file`, if their names begin with its name and a dot.
/// Errors: std::runtime_error if the file holds something else than a number that fits into
/// std::int64_t, or nothing; `change` is not called, and the file stays as it is. std::system_error
/// if the file or one beside it cannot be used, or the new number cannot be written: the number
/// stays.
/// Thread-safety: may be called from several threads and processes at once.
/// Memory ordering: none. Only the number is passed from one call to the next.
/// Source: 002-a, resources that threads or processes share.
///
/// Example:
///   const auto ticket = update_counter("/tickets", [](std::int64_t last) { return last + 1; });
std::int64_t update_counter(const std::filesystem::path& file,
                            const std::function<std::int64_t(std::int64_t number)>& change);
