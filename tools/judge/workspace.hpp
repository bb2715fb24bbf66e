#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "judge/course.hpp"

namespace interleave {

/// Removes the folders of commands that have ended without a chance to do so: those that nobody
/// holds the lock of. (A number of a process would not tell: in a container they are others.)
void remove_abandoned_workspaces(const Course& course);

/// A folder that holds a submission's answer files, and only those, while it is graded. What an
/// answer includes by a relative path ("../../solutions/...") is not there.
///
/// The folder goes with the object, also when a command is interrupted; folders of commands that
/// were killed go when the next one starts.
class Workspace {
 public:
  /// Copies the files of `submission` in. Throws InputError that names the file if one is missing
  /// or cannot be read.
  Workspace(const Course& course, const Exercise& exercise, const Submission& submission);
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  const std::vector<std::filesystem::path>& files() const { return files_; }

  /// `text` with paths of the workspace replaced by those that the submission came from, and that
  /// of the grader's probes by what a person would write.
  std::string translate(std::string text) const;
  /// Where the answer file that `path` is a copy of came from, as a person would write it; empty if
  /// it is no answer file.
  std::string origin(const std::filesystem::path& path) const;

 private:
  void remove();

  std::filesystem::path folder_;
  int lock_ = -1;  ///< of the folder, as long as the object lives
  std::vector<std::filesystem::path> files_;
  std::vector<std::string> origins_;
  std::vector<std::pair<std::string, std::string>> translations_;
};

}  // namespace interleave
