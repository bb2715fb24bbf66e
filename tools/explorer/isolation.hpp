#pragma once

#include <cstdint>

/// Nothing leaks from one schedule into the next: the program's own variables (.data and .bss) are
/// put back to what they were before the first one, function statics and their guards among them.
/// The explorer's own state lies in a section of its own and stays.
namespace interleave::explorer {

/// Remembers the program's variables as they are now.
void remember_variables();

/// Puts them back.
void restore_variables();

/// True for addresses that `restore_variables` puts back.
bool is_restored(std::uintptr_t address);

/// True for code of the C library.
bool is_in_c_library(std::uintptr_t pc);

/// True for variables of shared libraries, which see to their own safety.
bool is_library_variable(std::uintptr_t address);

/// True for code of the C++ library that frees what it counts references to with atomics of its
/// own, which are not instrumented: exceptions and their messages.
bool frees_what_it_counts(std::uintptr_t pc);

}  // namespace interleave::explorer
