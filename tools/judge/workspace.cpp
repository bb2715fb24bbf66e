#include "judge/workspace.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <utility>

#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/utf8.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

fs::path parent_of_all(const Course& course) { return course.build() / "workspaces"; }

/// A descriptor that holds the folder's lock, or -1: somebody else does, or it is no folder.
int try_to_lock(const fs::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

}  // namespace

void remove_abandoned_workspaces(const Course& course) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent_of_all(course), ignored)) {
    const int lock = try_to_lock(entry.path());
    if (lock < 0) continue;
    fs::remove_all(entry.path(), ignored);
    close(lock);
  }
}

Workspace::Workspace(const Course& course, const Exercise& exercise, const Submission& submission) {
  static std::once_flag first;
  std::call_once(first, remove_abandoned_workspaces, course);
  const fs::path parent = parent_of_all(course);
  const auto cannot = [&](const std::error_code& error) {
    return InputError(
        fmt::format("{}: cannot make a folder here: {}", parent.string(), error.message()));
  };
  std::error_code failed;
  fs::create_directories(parent, failed);
  if (failed) throw cannot(failed);
  // Another command may take it for abandoned, before it is locked.
  while (lock_ < 0) {
    std::string name = parent / "XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw cannot({errno, std::generic_category()});
    folder_ = name;
    lock_ = try_to_lock(folder_);
    if (lock_ >= 0 && !fs::exists(folder_)) close(std::exchange(lock_, -1));
  }
  try {
    for (std::size_t i = 0; i < exercise.answers.size(); ++i) {
      if (std::error_code error; !fs::exists(submission.files.at(i), error)) {
        throw InputError(fmt::format("{}: is missing; `./course reset {}` brings the starter back",
                                     course.shown(submission.files[i]), exercise.name));
      }
      files_.push_back(folder_ / exercise.answers[i]);
      origins_.push_back(submission.shown.empty() ? course.shown(submission.files.at(i))
                                                  : submission.shown.at(i));
      write_file(files_.back(), read_file(submission.files.at(i)));
      translations_.emplace_back(files_.back().string(), origins_.back());
    }
    for (const fs::path& probes : course.probes(exercise)) {
      translations_.emplace_back(probes.string(), course.shown(probes));
    }
  } catch (...) {
    remove();
    throw;
  }
}

Workspace::~Workspace() { remove(); }

void Workspace::remove() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  close(lock_);
}

std::string Workspace::translate(std::string text) const {
  for (const auto& [from, to] : translations_) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
      text.replace(at, from.size(), to);
      at += to.size();
    }
  }
  return plain_text(text);  // compilers quote an answer byte for byte
}

std::string Workspace::origin(const fs::path& path) const {
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i] == path) return origins_[i];
  }
  return {};
}

}  // namespace interleave
