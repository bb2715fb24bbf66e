#include "course/open_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace interleave {

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

Descriptor open_without_links(int folder, const std::string& name, int more_flags) {
  return Descriptor(openat(folder, name.c_str(),
                           O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | more_flags));
}

bool for_each_entry(int folder,
                    const std::function<void(const std::string& name, const struct stat&)>& visit) {
  // The stream closes its descriptor, and moves its place.
  const int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return false;
  const auto close_stream = [](DIR* stream) { closedir(stream); };
  const std::unique_ptr<DIR, decltype(close_stream)> stream(fdopendir(own), close_stream);
  if (!stream) {
    close(own);
    return false;
  }
  while (true) {
    errno = 0;
    const dirent* entry = readdir(stream.get());
    if (entry == nullptr) return errno == 0;
    const std::string name = &entry->d_name[0];
    struct stat status {};
    if (name == "." || name == "..") continue;
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;  // it has gone since
      return false;
    }
    visit(name, status);
  }
}

std::optional<std::string> read_at_most(int file, std::size_t most) {
  struct stat status {};
  if (fstat(file, &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode)) {
    errno = EINVAL;
    return std::nullopt;
  }
  // What the file says of its size may be wrong by the time that it is read.
  std::string content;
  while (content.size() < most) {
    const std::size_t before = content.size();
    content.resize(std::min(most, before + (std::size_t{64} << 10U)));
    const ssize_t bytes = read(file, content.data() + before, content.size() - before);
    content.resize(before + static_cast<std::size_t>(std::max<ssize_t>(bytes, 0)));
    if (bytes < 0 && errno != EINTR) return std::nullopt;
    if (bytes == 0) break;
  }
  return content;
}

}  // namespace interleave
