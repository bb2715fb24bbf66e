#include "course/private_tests.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "judge/checks.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

/// The value that the course's own build has for a variable of CMake.
std::string cached(const Course& course, const std::string& variable) {
  std::istringstream lines(read_file(course.build() / "CMakeCache.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(variable + ':', 0) == 0) return line.substr(line.find('=') + 1);
  }
  throw InputError(fmt::format("{}: has no {}; remove the folder and run `./course`",
                               (course.build() / "CMakeCache.txt").string(), variable));
}

std::vector<unsigned> read_seeds_file(const fs::path& file) {
  std::error_code missing;
  if (!fs::exists(file, missing)) return {};
  try {
    return nlohmann::json::parse(read_file(file)).get<std::vector<unsigned>>();
  } catch (const nlohmann::json::exception&) {
    throw InputError(file.string() + ": must be a list of numbers, as in [11, 12]");
  }
}

/// Every file of a lesson's folder must be a test of one of its exercises.
void refuse_strays(const Course& course, const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    const std::string lesson = entry.path().filename().string();
    for (const auto& file : fs::directory_iterator(entry.path())) {
      const auto exercises = course.catalog.exercises();
      const bool is_known = std::any_of(exercises.begin(), exercises.end(), [&](const auto* each) {
        return each->lesson == lesson &&
               each->name + "_test.cpp" == file.path().filename().string();
      });
      if (!is_known) {
        throw InputError(
            fmt::format("{}: is no test of an exercise of the course; it should be "
                        "called LESSON/EXERCISE_test.cpp",
                        file.path().string()));
      }
      if (read_file(file).find("Private") == std::string::npos) {
        throw InputError(
            fmt::format("{}: has no suite with \"Private\" in its name, by which "
                        "reports know that a test is hidden",
                        file.path().string()));
      }
    }
  }
}

}  // namespace

PrivateTests load_private_tests(const Course& course, const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw InputError(fmt::format("--private {}: is not a folder", folder.string()));
  }
  const fs::path absolute = fs::canonical(folder);
  refuse_strays(course, absolute);
  PrivateTests tests{absolute,
                     course.root / "build" / ("private-" + fingerprint(absolute.string())),
                     read_seeds_file(absolute / "seeds.json")};
  ProcessRequest request;
  request.arguments = {"cmake",
                       "-S",
                       cached(course, "CMAKE_HOME_DIRECTORY"),
                       "-B",
                       tests.build.string(),
                       "-G",
                       "Ninja",
                       "-DINTERLEAVE_COURSE_DIR=" + cached(course, "INTERLEAVE_COURSE_DIR"),
                       "-DINTERLEAVE_ANSWERS=solutions",
                       "-DCMAKE_CXX_COMPILER=" + cached(course, "CMAKE_CXX_COMPILER"),
                       "-DINTERLEAVE_PRIVATE_DIR=" + absolute.string()};
  const ProcessResult configured = run_process(request);
  if (configured.end == ProcessResult::End::kInterrupted) throw Interrupted();
  if (!configured.succeeded()) {
    throw InputError(fmt::format("--private {}: the graders cannot be configured:\n{}",
                                 folder.string(), configured.output));
  }
  return tests;
}

}  // namespace interleave
