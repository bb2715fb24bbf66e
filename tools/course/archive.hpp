#pragma once

#include "course/answer_files.hpp"

namespace interleave {

/// Tells `files` what a zip or tar archive holds, a tar also compressed with gzip, bzip2, xz or
/// zstd. The content decides which it is, not the name. Nothing is unpacked to disk; in memory
/// there is one block at a time, and what may be an answer.
///
/// `file` is a descriptor of a regular file. Throws Refusal if the archive is of another format,
/// damaged, encrypted, larger than a submission may be, or names places outside of itself.
void read_archive(int file, AnswerFiles& files);

}  // namespace interleave
