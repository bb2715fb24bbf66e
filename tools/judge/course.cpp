#include "judge/course.hpp"

#include <algorithm>
#include <regex>
#include <system_error>

#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

Submission in_folder(std::string name, const fs::path& folder, const Exercise& exercise) {
  Submission submission{std::move(name), {}};
  for (const std::string& answer : exercise.answers) submission.files.push_back(folder / answer);
  return submission;
}

}  // namespace

std::vector<fs::path> Course::contract_headers(const Exercise& exercise) const {
  static const std::regex include("#include \"([\\w.]+)\"");
  std::vector<fs::path> headers = {contract(exercise)};
  if (std::error_code error; !fs::is_regular_file(headers.front(), error)) return headers;
  const std::string text = read_file(headers.front());
  for (auto at = std::sregex_iterator(text.begin(), text.end(), include);
       at != std::sregex_iterator(); ++at) {
    headers.push_back(lesson(exercise.lesson) / (*at)[1].str());
  }
  return headers;
}

std::vector<fs::path> Course::probes(const Exercise& exercise) const {
  std::vector<fs::path> files;
  if (!exercise.in_header()) return files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(tests(exercise), none)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(exercise.name + "_probes", 0) == 0) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Course::shown(const fs::path& path) const {
  const fs::path relative = path.lexically_relative(root);
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

Submission learner_submission(const Course& course, const Exercise& exercise) {
  return in_folder("lessons", course.lesson(exercise.lesson), exercise);
}

Submission starter_submission(const Course& course, const Exercise& exercise) {
  return in_folder("starter", course.tests(exercise) / "starter", exercise);
}

Submission solution_submission(const Course& course, const Exercise& exercise) {
  return in_folder("solution", course.root / "solutions" / exercise.lesson, exercise);
}

std::vector<Submission> known_submissions(const Course& course, const Exercise& exercise,
                                          const std::string& kind) {
  std::vector<Submission> found;
  const fs::path extension = fs::path(exercise.answers.front()).extension();
  std::error_code none_there;
  for (const auto& entry :
       fs::directory_iterator(course.tests(exercise) / kind / exercise.name, none_there)) {
    if (entry.path().extension() != extension) continue;
    found.push_back({kind + '/' + entry.path().stem().string(), {entry.path()}});
  }
  std::sort(found.begin(), found.end(),
            [](const Submission& a, const Submission& b) { return a.name < b.name; });
  return found;
}

}  // namespace interleave
