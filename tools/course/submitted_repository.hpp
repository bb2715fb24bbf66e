#pragma once

#include <filesystem>

#include "course/answer_files.hpp"

namespace interleave {

/// Whether a directory is a bare git repository. `folder` is its descriptor.
bool is_bare_repository(int folder);

/// Tells `files` what the commit holds that HEAD of a bare git repository names. The files come as
/// they were committed: attributes, filters and replacements have no effect.
///
/// git runs, but in a repository that is made for this and has only the objects of the other:
/// nothing that the other's configuration, hooks or references say reaches it. `scratch` is the
/// place for it, a folder that is not there yet and is gone afterwards.
/// Throws Refusal if there is no such commit, if it is damaged, or if objects come from elsewhere;
/// InputError if git is not installed.
void read_repository(int folder, const std::filesystem::path& scratch, AnswerFiles& files);

}  // namespace interleave
