#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace interleave {

/// The submissions of a class: everything in `directory` that is not hidden, sorted by the bytes of
/// the names. Whether each can be taken in is seen when it is. Throws InputError, with what to do,
/// if the directory is not there or holds none.
std::vector<std::filesystem::path> submissions_in(const std::filesystem::path& directory);

/// Who handed in a submission: its file name, without what makes it an archive or a repository.
/// "alice" for alice/, alice.zip, alice.tar.gz, alice.git.
std::string name_of(const std::filesystem::path& submission);

/// The names of all of them, in order. No two are the same: those that would be keep their whole
/// file names.
std::vector<std::string> names_of(const std::vector<std::filesystem::path>& submissions);

}  // namespace interleave
