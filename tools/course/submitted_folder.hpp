#pragma once

#include "course/answer_files.hpp"

namespace interleave {

/// Tells `files` what a directory holds, also while somebody changes it: links are not followed,
/// and what is opened as an answer is looked at again. Folders that never hold answers are not
/// entered.
///
/// `folder` is its descriptor. Throws Refusal.
void read_folder(int folder, AnswerFiles& files);

}  // namespace interleave
