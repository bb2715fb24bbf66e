#include "course/submissions.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>

#include "judge/errors.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// The longer before those that they end with.
constexpr std::array<std::string_view, 11> kSuffixes{".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst",
                                                     ".tgz",    ".tbz2",    ".txz",    ".tzst",
                                                     ".tar",    ".zip",     ".git"};

std::string whole_name(const fs::path& submission) {
  return (submission.has_filename() ? submission : submission.parent_path()).filename().string();
}

bool ends_with(std::string_view name, std::string_view suffix) {
  // alice.ZIP comes from the same program.
  return name.size() > suffix.size() &&
         std::equal(
             suffix.begin(), suffix.end(), name.end() - static_cast<int>(suffix.size()),
             [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
}

}  // namespace

std::vector<fs::path> submissions_in(const fs::path& directory) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (whole_name(entry->path()).front() != '.') found.push_back(entry->path());
  }
  if (error) {
    throw InputError(fmt::format("{}: {}; name a directory with a submission for each learner",
                                 directory.string(), error.message()));
  }
  if (found.empty()) {
    throw InputError(fmt::format(
        "{}: is empty; put a directory or an archive for each learner there", directory.string()));
  }
  std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
    return a.filename().native() < b.filename().native();
  });
  return found;
}

std::string name_of(const fs::path& submission) {
  std::string name = whole_name(submission);
  for (const std::string_view suffix : kSuffixes) {
    if (ends_with(name, suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

std::vector<std::string> names_of(const std::vector<fs::path>& submissions) {
  std::vector<std::string> names;
  for (const fs::path& submission : submissions) names.push_back(name_of(submission));
  // A whole name may be what another one is called without its suffix: again, until nothing
  // changes.
  for (bool changed = true; changed;) {
    changed = false;
    std::map<std::string, int> uses;
    for (const std::string& name : names) ++uses[name];
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string whole = whole_name(submissions[i]);
      if (uses[names[i]] == 1 || names[i] == whole) continue;
      names[i] = whole;
      changed = true;
    }
  }
  return names;
}

}  // namespace interleave
