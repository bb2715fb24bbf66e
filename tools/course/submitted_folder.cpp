#include "course/submitted_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "course/open_folder.hpp"
#include "course/shown_name.hpp"

namespace interleave {
namespace {

[[noreturn]] void refuse_unreadable(const std::string& path) {
  throw Refusal((path.empty() ? "the folder" : shown_name(path)) +
                " cannot be read: " + std::strerror(errno));
}

std::string link_target(int folder, const std::string& name) {
  std::string target(kMostPathBytes, '\0');
  const ssize_t bytes = readlinkat(folder, name.c_str(), target.data(), target.size());
  target.resize(static_cast<std::size_t>(std::max<ssize_t>(bytes, 0)));
  return target;
}

/// Deep folders end the recursion: `files` refuses them.
void walk(int folder, const std::string& path, AnswerFiles& files) {
  const auto visit = [&](const std::string& name, const struct stat& status) {
    const std::string entry = path.empty() ? name : path + '/' + name;
    if (S_ISDIR(status.st_mode)) {
      if (!files.add(entry, EntryKind::kFolder)) return;
      const Descriptor below = open_without_links(folder, name, O_DIRECTORY);
      if (!below.is_open()) refuse_unreadable(entry);
      walk(below.number(), entry, files);
    } else if (S_ISLNK(status.st_mode)) {
      files.add(entry, EntryKind::kSymbolicLink, link_target(folder, name));
    } else if (S_ISREG(status.st_mode)) {
      files.count(static_cast<std::uint64_t>(status.st_size));
      if (!files.add(entry, EntryKind::kFile)) return;
      const Descriptor file = open_without_links(folder, name);
      auto content = file.is_open() ? read_at_most(file.number(), kMostAnswerBytes + 1)
                                    : std::optional<std::string>();
      if (content) {
        files.content(std::move(*content));
      } else {
        files.problem(std::string("cannot be read: ") + std::strerror(errno));
      }
    } else {
      files.add(entry, EntryKind::kOther);
    }
  };
  if (!for_each_entry(folder, visit)) refuse_unreadable(path);
}

}  // namespace

void read_folder(int folder, AnswerFiles& files) { walk(folder, {}, files); }

}  // namespace interleave
