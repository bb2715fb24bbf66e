#include "course/answer_files.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "course/shown_name.hpp"
#include "judge/errors.hpp"

namespace interleave {
namespace {

using Parts = std::vector<std::string>;

constexpr std::size_t kMostNamed = 200;

[[noreturn]] void refuse(std::string_view path, const std::string& why) {
  throw Refusal(shown_name(path) + ": " + why);
}

Parts split(std::string_view path, std::string_view separators) {
  Parts parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of(separators), path.size());
    const std::string_view part = path.substr(0, end);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::string join(const Parts& parts, std::size_t count) {
  std::string path;
  for (std::size_t i = 0; i < count; ++i) path += (i > 0 ? "/" : "") + parts[i];
  return path;
}

/// As Linux or Windows understand it: who unpacks the same archive elsewhere is warned, too.
bool is_absolute(std::string_view path) {
  const bool drive = path.size() >= 2 && path[1] == ':' &&
                     std::isalpha(static_cast<unsigned char>(path[0])) != 0 &&
                     (path.size() == 2 || path[2] == '/' || path[2] == '\\');
  return drive || (!path.empty() && (path[0] == '/' || path[0] == '\\'));
}

/// The parts of a path that stays in the submission, from its root. Throws Refusal for any other.
Parts checked_parts(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) refuse(path, "a NUL byte is in the name");
  if (path.size() > kMostPathBytes) {
    refuse(path, fmt::format("the path is longer than {} bytes", kMostPathBytes));
  }
  if (is_absolute(path)) refuse(path, "an absolute path; a submission has only paths within it");
  const Parts on_windows = split(path, "/\\");
  if (std::find(on_windows.begin(), on_windows.end(), "..") != on_windows.end()) {
    refuse(path, "the path has a \"..\" that may lead out of the submission");
  }
  Parts parts = split(path, "/");
  if (parts.size() > kMostFolders + 1) {
    refuse(path, fmt::format("lies more than {} folders deep", kMostFolders));
  }
  return parts;
}

/// Whether `target`, seen from the folder that the first `depth` parts of a path name, is
/// elsewhere.
bool points_out(std::size_t depth, std::string_view target) {
  if (is_absolute(target)) return true;
  for (const std::string& part : split(target, "/\\")) {
    if (part == ".." && depth == 0) return true;
    depth = part == ".." ? depth - 1 : depth + 1;
  }
  return false;
}

/// Folders whose files are nobody's answers: the course's own, what is built, what tools keep.
bool never_holds_answers(const std::string& folder) {
  return folder.front() == '.' || folder == "__MACOSX" || folder == "solutions" ||
         folder == "tests" || folder == "build";
}

/// The number of parts up to the first folder that never holds answers; nothing if there is none.
std::optional<std::size_t> parts_to_skip(const Parts& parts, bool is_folder) {
  const std::size_t folders = parts.size() - (is_folder ? 0 : 1);
  for (std::size_t i = 0; i < folders; ++i) {
    if (never_holds_answers(parts[i])) return i + 1;
  }
  return std::nullopt;
}

}  // namespace

AnswerFiles::AnswerFiles(const Course& course) {
  for (const Exercise* exercise : course.catalog.exercises()) {
    for (const std::string& answer : exercise->answers) {
      if (!named_.emplace(answer, ids_.size()).second) {
        throw InputError(fmt::format(
            "lessons/{}: {} is an answer of two exercises; submissions may tell answers by their "
            "file names only",
            exercise->lesson, answer));
      }
      ids_.push_back(exercise->lesson + '/' + answer);
    }
  }
}

bool AnswerFiles::add(std::string_view path, EntryKind kind, std::string_view target) {
  if (++entries_ > kMostEntries) {
    throw Refusal(fmt::format("holds more than {} files and folders", kMostEntries));
  }
  const Parts parts = checked_parts(path);
  if (parts.empty()) {
    if (kind != EntryKind::kFolder) refuse(path, "has no name");
    return true;
  }
  const std::string whole = join(parts, parts.size());
  const bool is_link = kind == EntryKind::kSymbolicLink || kind == EntryKind::kHardLink;
  if (is_link) {
    const std::size_t depth = kind == EntryKind::kSymbolicLink ? parts.size() - 1 : 0;
    if (points_out(depth, target)) {
      refuse(path,
             fmt::format("a link that points out of the submission, to {}", shown_name(target)));
    }
    links_.insert(whole);
  }
  const bool is_folder = kind == EntryKind::kFolder;
  if (const auto skipped = parts_to_skip(parts, is_folder)) {
    note_top(parts, is_folder);
    if (parts[*skipped - 1] != ".git") ignored_.insert(join(parts, *skipped) + '/');
    return false;
  }
  if (parts.back() == ".git") return false;  // the file that a linked work tree has instead
  note_top(parts, is_folder);
  for (std::size_t i = 1; i <= parts.size() - (is_folder ? 0 : 1); ++i) {
    if (!named_.contains(parts[i - 1])) continue;
    const std::string folder = join(parts, i);
    if (!folders_at_answers_.insert(folder).second) continue;
    const Parts folder_parts(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(i));
    if (add_candidate(folder, folder_parts)) problem("is a folder; an answer is a file");
  }
  if (is_folder) return true;
  if (!add_candidate(whole, parts)) {
    ignored_.insert(whole);
    return false;
  }
  if (is_link) problem("is a link; an answer is a file of its own");
  if (kind == EntryKind::kOther) problem("is no regular file; an answer is one");
  return kind == EntryKind::kFile;
}

bool AnswerFiles::add_candidate(const std::string& path, const Parts& parts) {
  const auto named = named_.find(parts.back());
  if (named == named_.end()) return false;
  const bool in_lesson =
      parts.size() >= 2 && parts[parts.size() - 2] + '/' + parts.back() == ids_[named->second];
  if (!in_lesson && parts.size() > 2) return false;
  candidates_.push_back({path, named->second, in_lesson, {}, {}});
  return true;
}

void AnswerFiles::note_top(const Parts& parts, bool is_folder) {
  const std::string& top = parts.front();
  if (top.front() == '.' || top == "__MACOSX") return;  // no person put these there
  if (parts.size() == 1 && !is_folder) file_at_top_ = true;
  if (tops_.size() < 2) tops_.insert(top);
}

void AnswerFiles::content(std::string text) {
  if (text.size() > kMostAnswerBytes) {
    problem(fmt::format("is larger than {} bytes", kMostAnswerBytes));
  } else {
    candidates_.back().content = std::move(text);
  }
}

void AnswerFiles::problem(const std::string& what) { candidates_.back().problem = what; }

void AnswerFiles::count(std::uint64_t bytes) {
  if (bytes > kMostBytes - bytes_) {
    throw Refusal(fmt::format("its files are larger than {} MiB in all; hand in sources only",
                              kMostBytes >> 20U));
  }
  bytes_ += bytes;
}

bool AnswerFiles::counts(const Candidate& candidate) const {
  const auto folders = std::count(candidate.path.begin(), candidate.path.end(), '/');
  const bool one_folder = tops_.size() == 1 && !file_at_top_;
  return candidate.in_lesson || folders == 0 || (folders == 1 && one_folder);
}

void AnswerFiles::check_links(const Candidate& candidate) const {
  for (std::size_t end = candidate.path.find('/'); end != std::string::npos;
       end = candidate.path.find('/', end + 1)) {
    if (links_.contains(candidate.path.substr(0, end))) {
      refuse(candidate.path, "lies below the link " + shown_name(candidate.path.substr(0, end)));
    }
  }
}

void AnswerFiles::check_conflict(const Candidate& first, const Candidate& second,
                                 const std::string& id) {
  if (first.content == second.content) return;
  if (first.path == second.path) refuse(first.path, "is there twice, with different contents");
  throw Refusal(fmt::format("{} and {} are both {}, with different contents; keep one",
                            shown_name(first.path), shown_name(second.path), id));
}

std::vector<AnswerFiles::Answer> AnswerFiles::take() {
  all_seen_ = true;
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [](const Candidate& a, const Candidate& b) { return a.path < b.path; });
  std::vector<Candidate*> chosen(ids_.size());
  for (Candidate& candidate : candidates_) {
    if (!counts(candidate)) ignored_.insert(candidate.path);
  }
  for (Candidate& candidate : candidates_) {
    if (!counts(candidate)) continue;
    if (!candidate.problem.empty()) refuse(candidate.path, candidate.problem);
    check_links(candidate);
    Candidate*& first = chosen[candidate.answer];
    if (first == nullptr) {
      first = &candidate;
    } else {
      check_conflict(*first, candidate, ids_[candidate.answer]);
    }
  }
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    if (chosen[i] != nullptr) answers.push_back({ids_[i], std::move(chosen[i]->content)});
  }
  if (answers.empty()) {
    throw Refusal(
        fmt::format("holds none of the course's answer files; expected is for example lessons/{}",
                    ids_.front()));
  }
  return answers;
}

std::vector<std::string> AnswerFiles::ignored() const {
  std::vector<std::string> names;
  if (!all_seen_) return names;
  for (const std::string& path : ignored_) {
    if (names.size() == kMostNamed) {
      names.push_back(fmt::format("and {} more", ignored_.size() - kMostNamed));
      break;
    }
    names.push_back(shown_name(path));
  }
  return names;
}

}  // namespace interleave
