#include "shared_counter_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) {
  throw std::system_error(errno, std::generic_category(), file.string());
}

/// An open file that is closed on every way out, and also in every program that this one starts.
class OpenFile {
 public:
  OpenFile(const fs::path& path, int flags)
      : descriptor_(open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (descriptor_ < 0) fail(path);
  }
  ~OpenFile() { close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Keeps out all others that lock the same file.
class FileLock {
 public:
  /// flock locks for the file as it has been opened here. A lock of fcntl would be the whole
  /// process', and its threads would not keep each other out. Both are given back by the kernel if
  /// this process is killed, while a file that means "locked" by being there would stay for ever.
  explicit FileLock(const fs::path& path) : file_(path, O_RDWR | O_CREAT) {
    while (flock(file_.descriptor(), LOCK_EX) != 0) {
      if (errno != EINTR) fail(path);
    }
  }
  ~FileLock() { flock(file_.descriptor(), LOCK_UN); }  // also for processes that share it by fork
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  OpenFile file_;
};

fs::path beside(fs::path file, const char* ending) { return file += ending; }

std::int64_t read_number(const fs::path& file) {
  if (!fs::exists(file)) return 0;
  std::ifstream stream(file);
  if (!stream.is_open()) fail(file);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::string_view digits = text;
  if (digits.ends_with('\n')) digits.remove_suffix(1);
  std::int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stopped != end) {
    throw std::runtime_error(file.string() + " holds no number");
  }
  return number;
}

/// Writes the number beside the file and then renames it, in one step: nobody ever sees a file that
/// is empty or half written, not even after a death in the middle of this function.
void write_number(const fs::path& file, std::int64_t number) {
  const fs::path written = beside(file, ".new");
  {
    // Truncated, and not insisted upon as new: somebody may have died here before us.
    const OpenFile target(written, O_WRONLY | O_CREAT | O_TRUNC);
    std::string text = std::to_string(number) + '\n';
    while (!text.empty()) {
      const ssize_t bytes = write(target.descriptor(), text.data(), text.size());
      if (bytes < 0 && errno != EINTR) fail(written);  // before the rename makes it the counter
      if (bytes > 0) text.erase(0, static_cast<std::size_t>(bytes));
    }
  }
  fs::rename(written, file);
}

}  // namespace

std::int64_t update_counter(const fs::path& file,
                            const std::function<std::int64_t(std::int64_t number)>& change) {
  // A file of its own, which nobody ever replaces or removes: the counter is replaced with every
  // change, and who waited for a lock on the old one would get a lock that excludes nobody.
  const FileLock lock(beside(file, ".lock"));
  const std::int64_t number = change(read_number(file));
  write_number(file, number);
  return number;
}
