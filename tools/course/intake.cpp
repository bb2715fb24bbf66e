#include "course/intake.hpp"

#include <fcntl.h>
#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "course/answer_files.hpp"
#include "course/archive.hpp"
#include "course/open_folder.hpp"
#include "course/submitted_folder.hpp"
#include "course/submitted_repository.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

void read_submission(const fs::path& source, const fs::path& destination, AnswerFiles& files) {
  // A slash at the end would follow a link.
  const fs::path path = source.has_filename() ? source : source.parent_path();
  struct stat status {};
  if (lstat(path.c_str(), &status) == 0 && !S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode)) {
    throw Refusal("is a link or a device, neither a directory nor an archive");
  }
  const Descriptor opened = open_without_links(AT_FDCWD, path);
  if (!opened.is_open() || fstat(opened.number(), &status) != 0) {
    throw Refusal(fmt::format("cannot be read: {}", std::strerror(errno)));
  }
  if (!S_ISDIR(status.st_mode)) {
    read_archive(opened.number(), files);
  } else if (is_bare_repository(opened.number())) {
    read_repository(opened.number(), destination / ".repository", files);
  } else {
    read_folder(opened.number(), files);
  }
}

}  // namespace

Intake take_in(const Course& course, const fs::path& source, const fs::path& destination) {
  if (fs::exists(destination) && !fs::is_empty(destination)) {
    throw InputError(destination.string() + ": is there already and is not empty");
  }
  Intake intake;
  AnswerFiles files(course);
  try {
    read_submission(source, destination, files);
    const std::vector<AnswerFiles::Answer> answers = files.take();
    for (const AnswerFiles::Answer& answer : answers) {
      write_file(destination / answer.id, answer.content);
      intake.taken.push_back(answer.id);
    }
  } catch (const Refusal& refusal) {
    intake.refused = refusal.what();
  }
  intake.ignored = files.ignored();
  return intake;
}

void to_json(nlohmann::json& json, const Intake& intake) {
  json = {{"refused", intake.refused}, {"taken", intake.taken}, {"ignored", intake.ignored}};
}

void from_json(const nlohmann::json& json, Intake& intake) {
  json.at("refused").get_to(intake.refused);
  json.at("taken").get_to(intake.taken);
  json.at("ignored").get_to(intake.ignored);
}

}  // namespace interleave
