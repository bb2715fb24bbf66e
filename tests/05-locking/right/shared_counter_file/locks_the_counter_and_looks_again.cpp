// Right: locks the counter itself, and looks whether that is still the counter when it has the
// lock.
#include "shared_counter_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) {
  throw std::system_error(errno, std::generic_category(), file.string());
}

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

class FileLock {
 public:
  explicit FileLock(const fs::path& path) {
    do {
      file_.emplace(path, O_RDWR);
      while (flock(file_->descriptor(), LOCK_EX) != 0) {
        if (errno != EINTR) fail(path);
      }
    } while (!is_still(path));
  }
  ~FileLock() { flock(file_->descriptor(), LOCK_UN); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  bool is_still(const fs::path& path) const {
    struct stat locked {};
    struct stat there {};
    if (fstat(file_->descriptor(), &locked) != 0 || stat(path.c_str(), &there) != 0) fail(path);
    return locked.st_ino == there.st_ino && locked.st_dev == there.st_dev;
  }

  std::optional<OpenFile> file_;
};

/// Makes the counter if it is not there: `link` does not replace one that is.
void make_counter(const fs::path& file) {
  std::string name = file.string() + ".XXXXXX";
  const int descriptor = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) fail(name);
  const bool written = write(descriptor, "0\n", 2) == 2;
  close(descriptor);
  if (!written || (link(name.c_str(), file.c_str()) != 0 && errno != EEXIST)) {
    const int error = errno;
    unlink(name.c_str());
    errno = error;
    fail(file);
  }
  unlink(name.c_str());
}

fs::path beside(fs::path file, const char* ending) { return file += ending; }

std::int64_t read_number(const fs::path& file) {
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

void write_number(const fs::path& file, std::int64_t number) {
  const fs::path written = beside(file, ".new");
  {
    const OpenFile target(written, O_WRONLY | O_CREAT | O_TRUNC);
    std::string text = std::to_string(number) + '\n';
    while (!text.empty()) {
      const ssize_t bytes = write(target.descriptor(), text.data(), text.size());
      if (bytes < 0 && errno != EINTR) fail(written);
      if (bytes > 0) text.erase(0, static_cast<std::size_t>(bytes));
    }
  }
  fs::rename(written, file);
}

}  // namespace

std::int64_t update_counter(const fs::path& file,
                            const std::function<std::int64_t(std::int64_t number)>& change) {
  if (!fs::exists(file)) make_counter(file);
  const FileLock lock(file);
  const std::int64_t number = change(read_number(file));
  write_number(file, number);
  return number;
}
