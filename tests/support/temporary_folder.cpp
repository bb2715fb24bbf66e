#include "support/temporary_folder.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace interleave {
namespace {

/// Makes `path`1, or `path`2, ...: the first that is not there. Who grades the same answer twice
/// reads the same twice.
std::string make_first_free(const std::string& path) {
  for (int number = 1;; ++number) {
    std::string name = path + std::to_string(number);
    if (mkdir(name.c_str(), S_IRWXU) == 0) return name;
    if (errno != EEXIST) throw std::runtime_error("cannot make " + name);
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder()
    : path_(make_first_free(std::filesystem::temp_directory_path() / "folder")) {}

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
