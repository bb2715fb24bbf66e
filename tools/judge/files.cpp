#include "judge/files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <thread>

#include "judge/errors.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot(const char* what, const fs::path& path) {
  throw InputError(fmt::format("{}: cannot {}: {}", path.string(), what, std::strerror(errno)));
}

}  // namespace

std::string read_file(const fs::path& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path)) {
    if (errno == 0) errno = EISDIR;
    cannot("read", path);
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, std::string_view content) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  fs::path beside = path;
  beside += fmt::format(".{}.new", getpid());
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    if (error) errno = error.value();
    cannot("write", path);
  }
  bool written = true;
  for (std::size_t done = 0; written && done < content.size();) {
    const ssize_t n = write(descriptor, content.data() + done, content.size() - done);
    written = n >= 0;
    if (written) done += static_cast<std::size_t>(n);
  }
  // Some file systems tell that they are full only when the file is synchronised or closed.
  written = written && fsync(descriptor) == 0;
  const int reason = errno;
  written = close(descriptor) == 0 && written;
  if (!written || rename(beside.c_str(), path.c_str()) != 0) {
    errno = written ? errno : reason;
    const int kept = errno;
    unlink(beside.c_str());
    errno = kept;
    cannot("write", path);
  }
}

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::string fingerprint(std::string_view content) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char each : content) {
    hash ^= static_cast<unsigned char>(each);
    hash *= 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

std::string fingerprint(const std::vector<fs::path>& files) {
  std::string content;
  for (const fs::path& file : files) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return {};
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream && errno == ENOENT) return {};  // it has gone since
    if (!stream) cannot("read", file);
    content.append(std::istreambuf_iterator<char>(stream), {});
    content += '\0';
  }
  const std::string_view all = content;
  return fingerprint(all);
}

FileLock::FileLock(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    if (error) errno = error.value();
    cannot("open", path);
  }
  // Not in one blocking call: Ctrl-C must end a command that waits for its turn.
  while (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const bool taken = errno == EWOULDBLOCK || errno == EINTR;
    if (taken && !interrupt_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      continue;
    }
    const int reason = errno;
    close(descriptor_);
    if (taken) throw Interrupted();
    errno = reason;
    cannot("lock", path);
  }
}

FileLock::~FileLock() { close(descriptor_); }

}  // namespace interleave
