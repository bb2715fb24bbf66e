#pragma once

#include <cstring>
#include <ostream>

#include "process/child_process.hpp"

namespace interleave {

/// "exit code 9" or "signal 9 (Killed)", in the messages of GoogleTest and of expect_equal.
// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest looks for this name
inline void PrintTo(const ExitStatus& status, std::ostream* out) {
  *out << (status.signalled ? "signal " : "exit code ") << status.code;
  if (status.signalled) *out << " (" << strsignal(status.code) << ')';
}

}  // namespace interleave
