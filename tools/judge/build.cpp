#include "judge/build.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <utility>

#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/precompiled.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::seconds;

/// Generous for any honest answer; a bomb of templates ends here. By the clock, only more than a
/// busy machine needs: its slowness must not look like a fault of the answer.
constexpr ProcessLimits kCompileLimits{.wall = seconds(180),
                                       .processor_time = seconds(60),
                                       .memory_bytes = std::size_t{3} << 30,
                                       .output_bytes = std::size_t{1} << 20,
                                       .file_bytes = std::size_t{512} << 20,
                                       .processes = 16,
                                       .threads = 64};

void stop_if_interrupted(const ProcessResult& result) {
  if (result.end == ProcessResult::End::kInterrupted) throw Interrupted();
}

Flags read_flags(const json& list) {
  Flags found;
  for (const auto& item : list.get<std::vector<std::string>>()) {
    if (!item.empty()) found.push_back(item);  // a list that is empty in CMake is one "" here
  }
  return found;
}

/// The files in a list of dependencies as compilers write it: "object: a.cpp /my\ files/b.hpp".
std::vector<fs::path> read_dependencies(const std::string& list) {
  std::vector<fs::path> files;
  std::string name;
  const auto end_of_name = [&] {
    if (!name.empty()) files.emplace_back(std::exchange(name, ""));
  };
  for (std::size_t i = list.find(": "); i < list.size(); ++i) {
    const char next = i + 1 < list.size() ? list[i + 1] : '\n';
    const bool escapes = list[i] == '\\' && (next == ' ' || next == '#');
    if (escapes || (list[i] == '$' && next == '$')) {
      name += list[++i];
    } else if (list[i] == ' ' || list[i] == '\n' || (list[i] == '\\' && next == '\n')) {
      end_of_name();
    } else {
      name += list[i];
    }
  }
  end_of_name();
  if (!files.empty()) files.erase(files.begin());  // the colon
  return files;
}

/// A file of the course that an answer includes and that is not its own or its lesson's; or empty.
std::string include_out_of_reach(const Course& course, const Exercise& exercise,
                                 const Recipe& recipe, const Workspace& workspace,
                                 const fs::path& list) {
  const auto is_below = [](const fs::path& file, const fs::path& folder) {
    return *file.lexically_relative(folder).begin() != "..";
  };
  const std::vector<fs::path> probes = course.probes(exercise);
  for (const fs::path& file : read_dependencies(read_file(list))) {
    const fs::path real = fs::weakly_canonical(workspace.folder() / file);
    if (std::find(probes.begin(), probes.end(), real) != probes.end()) continue;
    if (is_below(real, course.root) && !is_below(real, course.lesson(exercise.lesson)) &&
        !is_below(real, workspace.folder()) && !is_below(real, course.build() / "precompiled") &&
        (recipe.reach.empty() || !is_below(real, recipe.reach))) {
      return course.shown(real);
    }
  }
  return {};
}

fs::path recipe_file(const Course& course, const Exercise& exercise) {
  return course.build() / "exercises" / exercise.lesson / (exercise.name + ".json");
}

void build_targets(const Course& course, const std::vector<std::string>& targets) {
  const FileLock lock(course.build() / "interleave.lock");
  ProcessRequest request;
  request.arguments = {"cmake", "--build", course.build().string(), "--target"};
  request.arguments.insert(request.arguments.end(), targets.begin(), targets.end());
  const ProcessResult result = run_process(request);
  stop_if_interrupted(result);
  if (!result.succeeded()) {
    throw InputError(fmt::format(
        "{}: the graders do not build; this is the course's fault or the machine's, not your "
        "answer's. `./course doctor` looks for the cause. The build said:\n{}",
        course.shown(course.build()), result.output));
  }
}

/// Whether anything that a grader is built from is newer than `built`. Saves asking the build
/// system, which takes as long as a third of a compile; in doubt the answer is yes.
bool changed_since(const Course& course, const Exercise& exercise, fs::file_time_type built) {
  std::error_code error;
  const auto is_newer = [&](const fs::path& path) {
    const fs::file_time_type changed = fs::last_write_time(path, error);
    return error || changed > built;
  };
  std::vector<fs::path> files = course.contract_headers(exercise);
  files.insert(files.end(),
               {course.grader(exercise), course.lesson(exercise.lesson) / "lesson.json",
                course.build() / "build.ninja"});
  const std::vector<fs::path> probes = course.probes(exercise);
  files.insert(files.end(), probes.begin(), probes.end());
  if (std::any_of(files.begin(), files.end(), is_newer)) return true;
  for (const fs::path& file : solution_submission(course, exercise).files) {
    if (is_newer(file)) return true;
  }
  for (const fs::path& folder :
       {course.root / "tests" / "support", course.root / "tests" / "support" / "children",
        course.root / "tests" / exercise.lesson / "children", course.root / "tools" / "explorer",
        course.root / "tools" / "process"}) {
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (is_newer(entry.path())) return true;
    }
  }
  return false;
}

}  // namespace

void build_grader(const Course& course, const Exercise& exercise) {
  const fs::path stamp =
      course.build() / "exercises" / exercise.lesson / (exercise.name + ".built");
  std::error_code missing;
  const fs::file_time_type built = fs::last_write_time(stamp, missing);
  if (!missing && !changed_since(course, exercise, built)) return;
  const fs::path begun = stamp.string() + ".begun";  // a file that changes meanwhile is newer
  write_file(begun, "");
  build_targets(course, {exercise.name + "_grader"});
  fs::rename(begun, stamp);
}

void build_graders(const Course& course, const std::vector<const Exercise*>& exercises) {
  std::vector<std::string> targets;
  for (const Exercise* exercise : exercises) targets.push_back(exercise->name + "_grader");
  build_targets(course, targets);
}

bool is_configured(const Course& course, const Exercise& exercise) {
  std::error_code missing;
  return fs::exists(recipe_file(course, exercise), missing);
}

Recipe load_recipe(const Course& course, const Exercise& exercise) {
  const fs::path file = recipe_file(course, exercise);
  std::error_code missing;
  if (!fs::exists(course.build() / "build.ninja", missing)) {
    throw InputError(
        fmt::format("{}: the course is not built; run `./course`", course.shown(course.build())));
  }
  if (!is_configured(course, exercise)) {
    throw InputError(fmt::format(
        "{}: has no grader yet, because files are missing; `./course verify {}` names them",
        exercise.id(), exercise.name));
  }
  try {
    const json parsed = json::parse(read_file(file));
    const json& compile = parsed.at("compile");
    const json& link = parsed.at("link");
    return {parsed.at("compiler"),
            course.isolation,
            parsed.at("tests").get<std::string>(),
            parsed.at("reach").get<std::string>(),
            read_flags(compile.at("address")),
            read_flags(compile.at("thread")),
            read_flags(link.at("test")),
            read_flags(link.at("explore")),
            read_flags(link.at("race"))};
  } catch (const json::exception& error) {
    throw InputError(fmt::format("{}: {}. Remove {} and run `./course` again.", course.shown(file),
                                 error.what(), course.shown(course.build())));
  }
}

std::vector<std::string> expected_tests(const Recipe& recipe) {
  std::vector<std::string> names;
  const json listed = json::parse(read_file(recipe.tests_file));
  for (const json& suite : listed.at("testsuites")) {
    for (const json& test : suite.at("testsuite")) {
      names.push_back(suite.at("name").get<std::string>() + '.' +
                      test.at("name").get<std::string>());
    }
  }
  return names;
}

std::vector<fs::path> includable(const Course& course, const Exercise& exercise,
                                 const Recipe& recipe) {
  std::vector<fs::path> files = course.contract_headers(exercise);
  if (!recipe.reach.empty()) files.push_back(recipe.reach);
  return files;
}

ProcessRequest compiler_request(const Recipe& recipe, const Flags& flags, const Flags& arguments,
                                std::vector<fs::path> readable, const fs::path& writable) {
  ProcessRequest request;
  request.arguments = {recipe.compiler};
  request.arguments.insert(request.arguments.end(), flags.begin(), flags.end());
  request.arguments.insert(request.arguments.end(), arguments.begin(), arguments.end());
  request.limits = kCompileLimits;
  readable.emplace_back(recipe.compiler);
  isolate(request, recipe.isolation, readable, {writable});
  return request;
}

CompileResult compile_answer(const Course& course, const Exercise& exercise, const Recipe& recipe,
                             const Flags& flags, std::string_view flavour,
                             const Workspace& workspace, std::launch policy) {
  const std::vector<fs::path> probes = course.probes(exercise);
  std::vector<fs::path> sources = workspace.files();
  if (exercise.in_header()) {
    // A header is compiled as what the grader's probes include, first of all.
    sources.clear();
    std::copy_if(probes.begin(), probes.end(), std::back_inserter(sources),
                 [](const fs::path& file) { return file.extension() == ".cpp"; });
  }
  const auto compile = [&](const fs::path& source, const fs::path& answer) -> CompileResult {
    const fs::path object =
        workspace.folder() / source.filename().concat(fmt::format(".{}.o", flavour));
    fs::path dependencies = object;
    dependencies += ".d";
    std::vector<fs::path> readable = includable(course, exercise, recipe);
    readable.insert(readable.end(), probes.begin(), probes.end());
    const std::optional<fs::path> header =
        find_precompiled(course, exercise, recipe, flags, answer);
    if (header) readable.insert(readable.end(), {*header, compiled(*header)});
    ProcessRequest request =
        compiler_request(recipe, flags,
                         {"-iquote", workspace.folder().string(), "-c", source.string(), "-o",
                          object.string(), "-MD", "-MT", "object", "-MF", dependencies.string()},
                         readable, workspace.folder());
    request.directory = workspace.folder();
    ProcessRequest faster = request;
    if (header) faster.arguments.insert(faster.arguments.end(), {"-include", header->string()});
    CompileResult result;
    result.process = run_process(faster);
    // What the learner reads of an answer that does not compile comes from the plain compile.
    if (header && (!result.process.succeeded() || !result.process.output.empty())) {
      result.process = run_process(request);
    }
    stop_if_interrupted(result.process);
    result.output = workspace.translate(result.process.output);
    if (!result.process.succeeded()) return result;
    const std::string included =
        include_out_of_reach(course, exercise, recipe, workspace, dependencies);
    if (!included.empty()) {
      result.output = fmt::format(
          "it includes {}; an answer has its contract, the standard library and what "
          "the contract includes, and nothing else of the course",
          included);
      return result;
    }
    result.objects = {object};
    return result;
  };
  std::vector<std::future<CompileResult>> results;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const fs::path& answer = workspace.files().at(exercise.in_header() ? 0 : i);
    results.push_back(std::async(policy, compile, sources[i], answer));
  }
  CompileResult all;
  for (std::future<CompileResult>& one : results) {
    CompileResult result = one.get();
    if (result.objects.empty()) return result;
    all.process = std::move(result.process);
    all.output += result.output;
    all.objects.push_back(result.objects.front());
  }
  return all;
}

ProcessResult link_answer(const Recipe& recipe, const Flags& flags,
                          const std::vector<fs::path>& objects, const fs::path& program) {
  std::vector<std::string> inputs;  // objects before the libraries that they need
  for (const fs::path& object : objects) inputs.push_back(object.string());
  inputs.insert(inputs.end(), flags.begin(), flags.end());
  std::vector<fs::path> readable;
  for (const std::string& flag : flags) {
    if (flag.front() == '/') readable.emplace_back(flag);
  }
  ProcessResult result = run_process(
      compiler_request(recipe, inputs, {"-o", program.string()}, readable, program.parent_path()));
  stop_if_interrupted(result);
  return result;
}

}  // namespace interleave
