#include "support/temporary_folder.hpp"

#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace interleave {
namespace {

/// Makes `path`1, then `path`2, ...: who grades the same answer twice reads the same twice. None is
/// made a second time, whoever may still write to the first.
std::string make_next(const std::string& path) {
  static std::atomic<int> last = 0;
  for (;;) {
    std::string name = path + std::to_string(++last);
    if (mkdir(name.c_str(), S_IRWXU) == 0) return name;
    if (errno != EEXIST) throw std::runtime_error("cannot make " + name);
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder()
    : path_(make_next(std::filesystem::temp_directory_path() / "folder")) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& content) const {
  std::string path = *this / name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string TemporaryFolder::read(const std::string& name) const {
  std::ifstream file(*this / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string TemporaryFolder::make_fifo(const std::string& name) const {
  std::string path = *this / name;
  if (mkfifo(path.c_str(), S_IRUSR | S_IWUSR) != 0) throw std::runtime_error("cannot make " + path);
  return path;
}

}  // namespace interleave
