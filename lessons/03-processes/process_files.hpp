#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "process/child_process.hpp"

/// A row of a CSV file.
struct Row {
  std::string name;
  std::int64_t amount = 0;

  friend bool operator==(const Row&, const Row&) = default;
};

/// What came of one file.
struct FileResult {
  std::vector<Row> rows;  ///< all rows in the order of the file; none if there is an error
  std::string error;      ///< why there are no rows, for a person to read; empty if all is well
};

/// The child's half: reads one CSV file and prints what is in it, in any form that `process_files`
/// understands. Runs in a process of its own; what it returns becomes that process' exit code, and
/// is all that comes back by itself.
///
/// A row is a name, a comma and an amount, and ends with "\n" or "\r\n"; the last one may end with
/// the file. An empty file has no rows. A name may be empty. If it begins with a double quote, it
/// ends with another one, and between them commas are part of the name, and so are double quotes,
/// which are written twice there. The amount is a decimal number that fits the type, with or
/// without a minus sign, or is empty, which counts as 0. Anything else is a bad row: an empty line,
/// no comma or a second one, an amount that is no number. Names never hold "\r", "\n" or "\0".
int process_file(const std::string& file);

/// The parent's half: starts one child process for each file, all of them at the same time, and
/// returns what they have found, in the order of the files, when all have ended.
///
/// `worker` is a command (a program and words for it) that calls `process_file` with the word that
/// comes behind them, and exits with the code that it returns: the child for a file is `worker` and
/// the path of the file.
///
/// Guarantees: no child has to wait until another one has been read. When the function returns or
/// throws, all children have ended and been waited for, and no descriptor that was opened here is
/// open. A bad file harms no other. Its `error` says: the number of the first bad row, "line 3";
/// the path of a file that cannot be opened; the number of a signal that ended the child, "signal
/// 9". A child that ended with an exit code other than 0 has no rows, whatever it printed. No
/// files: an empty result.
/// Errors: if a child cannot be started (there is no such program as `worker`; a path is longer
/// than a command may be), throws the std::system_error that says why. Children that run by then
/// may be ended.
/// Thread-safety: may be called by several threads at the same time.
/// Source: 004-b, a process for each CSV file, whose return value nobody receives.
///
/// Example:
///   for (const FileResult& file : process_files({"./worker"}, {"may.csv", "june.csv"})) {
///     if (!file.error.empty()) std::cerr << file.error << '\n';
///   }
std::vector<FileResult> process_files(const std::vector<std::string>& worker,
                                      const std::vector<std::string>& files);
