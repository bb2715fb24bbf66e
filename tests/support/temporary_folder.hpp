#pragma once

#include <string>

namespace interleave {

/// A new folder, which goes with the object, and all that is in it with the folder. It is in
/// TMPDIR, which is a folder that goes with the verdict: also a grader that is ended leaves
/// nothing.
///
/// Example:
///   const TemporaryFolder folder;
///   folder.write("one.csv", "name,1\n");
///   process_files(worker, {folder / "one.csv"});
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  /// The path of a file in it.
  std::string operator/(const std::string& name) const { return path_ + '/' + name; }

  /// Makes a file, and returns its path.
  std::string write(const std::string& name, const std::string& content) const;
  /// What is in a file; nothing if there is none.
  std::string read(const std::string& name) const;
  /// Makes a pipe that processes find by its path, and returns that.
  std::string make_fifo(const std::string& name) const;

 private:
  std::string path_;
};

}  // namespace interleave
