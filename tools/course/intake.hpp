#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace interleave {

/// What has been found in a submission. All of it is fit to be shown: see shown_name.hpp.
struct Intake {
  std::string refused;             ///< why nothing of it is graded; empty if it is taken
  std::vector<std::string> taken;  ///< LESSON/ANSWER, in course order
  /// What else it holds, sorted; of many the first 200 and how many more. None if it was not read
  /// to its end.
  std::vector<std::string> ignored;
};

/// Copies the answer files out of a submission to `destination`/LESSON/ANSWER, and nothing else.
/// The submission is a directory (also a clone with .git), a bare git repository, or a zip or tar
/// archive, also compressed with gzip, bzip2, xz or zstd.
///
/// A file is an answer if its path ends with LESSON/ANSWER, or if it is called ANSWER and lies at
/// the top, or in the one folder that is all there is at the top. Below a hidden folder, and below
/// solutions/, tests/ and build/, nothing is. See answer_files.hpp for the limits.
///
/// A refused submission leaves nothing in the destination, which must not be there before, or be
/// empty. It runs the parsers of strangers' files in this process: use take_in_child.
/// Throws InputError if the destination cannot be written or git is missing.
Intake take_in(const Course& course, const std::filesystem::path& source,
               const std::filesystem::path& destination);

/// The same in a child process with limits, so that a parser that crashes, loops or takes all
/// memory costs one submission, which is refused.
///
/// `program` is the course command: by default the program that calls. Thread-safe for different
/// destinations. Throws InputError as take_in does, and Interrupted.
Intake take_in_child(const Course& course, const std::filesystem::path& source,
                     const std::filesystem::path& destination,
                     const std::filesystem::path& program = "/proc/self/exe");

/// As `course intake` prints it.
void to_json(nlohmann::json& json, const Intake& intake);
void from_json(const nlohmann::json& json, Intake& intake);

}  // namespace interleave
