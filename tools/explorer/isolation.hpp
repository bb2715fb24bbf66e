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

/// True for code of the C library, and of the program itself.
bool is_in_c_library(std::uintptr_t pc);
bool is_in_program(std::uintptr_t pc);

}  // namespace interleave::explorer
