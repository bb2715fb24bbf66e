#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "judge/course.hpp"

namespace interleave {

/// A SHA-256 of texts, one after the other: names content where somebody might gain from two
/// contents with one name. (`fingerprint` in files.hpp is for changes alone.)
class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  /// Texts are kept apart: add("ab") and add("a"), add("b") give different results.
  void add(std::string_view text);
  /// All files below a folder, by name and content.
  void add_folder(const std::filesystem::path& folder);
  /// In hexadecimal, of all that was added; the object is spent.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Names what a verdict depends on beside the answer, by content and wherever the course lies.
/// Thread-safe. Throws InputError if a file cannot be read.
class CourseVersion {
 public:
  /// Reads what all exercises have in common: the tools that judge, what graders share, the
  /// compiler. Not tools/course, which shows verdicts and adds them up.
  explicit CourseVersion(const Course& course);

  /// With the exercise's contract, grader, solution, flags, points, limits and rules.
  std::string of(const Exercise& exercise) const;
  /// Of all exercises together.
  std::string of_all() const;

 private:
  const Course& course_;
  std::string common_;
};

}  // namespace interleave
