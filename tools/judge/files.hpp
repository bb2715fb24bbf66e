#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace interleave {

/// The whole of a file. Throws InputError if it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Replaces a file's content at once or not at all: writes beside it, then renames. Creates the
/// directory. Throws InputError, and leaves nothing behind, if it cannot.
void write_file(const std::filesystem::path& path, std::string_view content);

/// A line without the white space around it.
std::string trimmed(const std::string& text);

/// A fingerprint of content, for "is this still what it was?"; not for security. FNV-1a, 64 bits.
std::string fingerprint(std::string_view content);

/// The same of several files together; empty if one of them is not there.
std::string fingerprint(const std::vector<std::filesystem::path>& files);

/// Holds a lock file for its lifetime, so that two commands in two terminals take turns.
/// Waits; throws Interrupted if somebody presses Ctrl-C meanwhile.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace interleave
