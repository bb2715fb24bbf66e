#pragma once

#include <stdexcept>
#include <string>

namespace interleave {

/// Bad input: a file, an argument or a machine that a person must mend. Ends a command with exit
/// code 2. The message names the file and the place, says what is wrong, and what to do.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Somebody pressed Ctrl-C or sent SIGTERM. Ends a command with exit code 130, all cleaned up.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

}  // namespace interleave
