#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "judge/course.hpp"

namespace interleave {

/// Why a submission is not graded. The message is for who handed it in: it names the entry.
class Refusal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a submission may hold. More is refused while it is read: what an archive says of its own
/// size is not believed.
inline constexpr std::size_t kMostEntries = 20'000;
inline constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20U;  ///< of all files together
inline constexpr std::size_t kMostAnswerBytes = std::size_t{1} << 20U;
inline constexpr std::size_t kMostFolders = 64;  ///< each in the other
inline constexpr std::size_t kMostPathBytes = 4096;

enum class EntryKind {
  kFile,
  kFolder,
  kSymbolicLink,
  kHardLink,
  kOther,  ///< a device, a fifo, a socket, another repository
};

/// Finds the course's answers among the entries of a submission, in whatever order they come; the
/// readers of directories, archives and repositories tell it what they see. It looks at names and
/// kinds, opens nothing, and keeps only what may be an answer.
class AnswerFiles {
 public:
  /// Throws InputError if two exercises have answers of the same name.
  explicit AnswerFiles(const Course& course);

  /// One entry more; `target` is where a link points. Returns whether it may matter: the `content`
  /// of a file, or a `problem`, is then to be told before the next entry; a folder is to be
  /// entered. Throws Refusal.
  bool add(std::string_view path, EntryKind kind, std::string_view target = {});
  /// The content of the file that was added last, or the beginning of it, if it is too large.
  void content(std::string text);
  /// What is wrong with the file that was added last. It matters if that turns out an answer.
  void problem(const std::string& what);
  /// That many bytes more are in the submission's files. Throws Refusal if these are too many.
  void count(std::uint64_t bytes);

  struct Answer {
    std::string id;  ///< LESSON/ANSWER
    std::string content;
  };
  /// The answers, in course order. To be called once, in the end. Throws Refusal.
  std::vector<Answer> take();
  /// What is no answer, for people: sorted, the first 200 by name. None before `take`: a part
  /// of it would tell a person that the rest is not there.
  std::vector<std::string> ignored() const;

 private:
  /// An entry at a place that an answer may have.
  struct Candidate {
    std::string path;
    std::size_t answer;  ///< index in `ids_`
    bool in_lesson;      ///< by its folder; if not, it counts only near the top
    std::string content;
    std::string problem;
  };
  using Parts = std::vector<std::string>;

  bool add_candidate(const std::string& path, const Parts& parts);
  void note_top(const Parts& parts, bool is_folder);
  bool counts(const Candidate& candidate) const;
  void check_links(const Candidate& candidate) const;
  static void check_conflict(const Candidate& first, const Candidate& second,
                             const std::string& id);

  std::vector<std::string> ids_;              // of all answers, in course order
  std::map<std::string, std::size_t> named_;  // file name -> index in `ids_`
  std::vector<Candidate> candidates_;
  std::set<std::string> ignored_;
  std::set<std::string> links_;
  std::set<std::string> folders_at_answers_;  // each is complained of once
  std::set<std::string> tops_;  // what a person sees at the top; of several folders the first two
  bool file_at_top_ = false;
  bool all_seen_ = false;
  std::size_t entries_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace interleave
