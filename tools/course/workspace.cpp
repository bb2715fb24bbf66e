#include "course/workspace.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "course/errors.hpp"
#include "course/files.hpp"
#include "course/utf8.hpp"
#include "process/proc.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

fs::path parent_of_all(const Course& course) { return course.build() / "workspaces"; }

}  // namespace

void remove_abandoned_workspaces(const Course& course) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent_of_all(course), ignored)) {
    const pid_t owner = std::atoi(entry.path().filename().c_str());
    if (owner <= 0) continue;
    // In a container whose first process does not wait for orphans, they stay zombies.
    const auto stat = read_process_stat(owner);
    if (!stat || stat->state == 'Z') fs::remove_all(entry.path(), ignored);
  }
}

Workspace::Workspace(const Course& course, const Exercise& exercise, const Submission& submission) {
  static std::atomic<int> made = 0;
  const fs::path parent = parent_of_all(course);
  if (made == 0) remove_abandoned_workspaces(course);
  folder_ = parent / fmt::format("{}.{}", getpid(), made.fetch_add(1));
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
    if (exercise.in_header()) {
      const fs::path probes = course.probes(exercise);
      translations_.emplace_back(probes.string(), course.shown(probes));
    }
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    throw;
  }
}

Workspace::~Workspace() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
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
