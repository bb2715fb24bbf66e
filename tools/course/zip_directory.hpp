#pragma once

#include <cstddef>

namespace interleave {

/// Whether a file begins as a zip archive does. `file` is a descriptor.
bool is_zip_archive(int file);

/// Looks through the directory at the end of a zip archive, for what libarchive passes over: a name
/// that a NUL byte cuts short, one that the entry itself says otherwise, too many entries to keep,
/// an encrypted one, more than one place where a directory may be.
/// Returns the number of entries. Throws Refusal. What it accepts may still be damaged.
std::size_t check_zip_directory(int file);

}  // namespace interleave
