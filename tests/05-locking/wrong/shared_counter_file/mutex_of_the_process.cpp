// Wrong: a mutex keeps out the threads of this process; other processes have a mutex of their own.
// Rejected by: correct (too many at once, wrong result), race-free (too many at once, wrong
// result), concurrent (serial, hang)
#include "shared_counter_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <mutex>
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
  static std::mutex mutex;
  const std::scoped_lock lock(mutex);
  const std::int64_t number = change(read_number(file));
  write_number(file, number);
  return number;
}
