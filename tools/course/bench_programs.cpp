#include "course/bench_programs.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path folder_of(const Course& course, BenchAnswers answers) {
  return course.root / "build" / (answers == BenchAnswers::kLearner ? "bench" : "bench-solutions");
}

/// `mistake`: what it means if the program fails.
void run_or_throw(const Course& course, std::vector<std::string> command,
                  const std::string& mistake) {
  ProcessRequest request;
  request.arguments = std::move(command);
  request.directory = course.root;
  const ProcessResult result = run_process(request);
  if (result.end == ProcessResult::End::kInterrupted) throw Interrupted();
  if (!result.succeeded()) throw InputError(fmt::format("{}\n{}", mistake, result.output));
}

/// A file in the folder for temporary ones, which goes with the object.
class TemporaryFile {
 public:
  TemporaryFile() : path_((fs::temp_directory_path() / "bench.XXXXXX").string()) {
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw InputError(path_ + ": cannot be made");
    close(descriptor);
  }
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

std::vector<BenchProgram> configure_bench(const Course& course, BenchAnswers answers) {
  const fs::path folder = folder_of(course, answers);
  run_or_throw(course,
               {"cmake", "--preset", "bench", "-B", folder.string(),
                fmt::format("-DINTERLEAVE_ANSWERS={}",
                            answers == BenchAnswers::kLearner ? "lessons" : "solutions")},
               course.shown(folder) + ": the benchmarks cannot be configured. CMake said:");
  std::vector<BenchProgram> programs;
  const fs::path list = folder / "bench_programs.json";
  try {
    for (const json& each : json::parse(read_file(list))) {
      programs.push_back({each.at("lesson"), each.at("exercise"), each.at("target"),
                          each.at("command").get<std::vector<std::string>>()});
    }
  } catch (const json::exception& error) {
    throw InputError(fmt::format("{}: {}. Remove {} and try again.", course.shown(list),
                                 error.what(), course.shown(folder)));
  }
  return programs;
}

void build_bench(const Course& course, BenchAnswers answers,
                 const std::vector<BenchProgram>& programs) {
  std::vector<std::string> command{"cmake", "--build", folder_of(course, answers).string(),
                                   "--target"};
  for (const BenchProgram& program : programs) {
    if (!program.target.empty()) command.push_back(program.target);
  }
  run_or_throw(course, command,
               answers == BenchAnswers::kLearner
                   ? "An answer in lessons/ does not build; `./course check` says more. The build "
                     "said:"
                   : "The benchmarks do not build. The build said:");
}

std::string run_bench(const BenchProgram& program, const std::string& filter) {
  const TemporaryFile said;
  ProcessRequest request;
  request.arguments = program.command;
  request.arguments.insert(request.arguments.end(),
                           {"--benchmark_filter=" + filter, "--benchmark_min_time=0.01",
                            "--benchmark_out_format=json", "--benchmark_out=" + said.path()});
  const ProcessResult result = run_process(request);
  if (result.end == ProcessResult::End::kInterrupted) throw Interrupted();
  if (!result.succeeded()) {
    throw InputError(fmt::format("{}: {}. It said:\n{}", fmt::join(program.command, " "),
                                 describe_end(result), result.output));
  }
  return read_file(said.path());
}

}  // namespace interleave
