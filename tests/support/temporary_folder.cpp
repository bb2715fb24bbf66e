#include "support/temporary_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace interleave {

TemporaryFolder::TemporaryFolder()
    : path_(std::filesystem::temp_directory_path() / "interleave.XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make " + path_);
}

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
