// take_in_child: the intake in a process of its own.

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "course/intake.hpp"
#include "course/shown_name.hpp"
#include "judge/errors.hpp"
#include "process/process.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using End = ProcessResult::End;

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw InputError(folder.string() + ": cannot be made: " + error.message());
}

/// The one place that says what the reader may do. Of the file system it sees, in a sandbox, the
/// submission and the course's lessons/, to read, and the destination, to write.
ProcessRequest reader(const Course& course, const fs::path& source, const fs::path& destination,
                      const fs::path& program) {
  ProcessRequest request;
  request.arguments = {
      program, "--root", course.root, "intake", fs::absolute(source), fs::absolute(destination)};
  request.limits.processor_time = std::chrono::seconds(60);
  request.limits.wall = std::chrono::seconds(300);
  request.limits.memory_bytes = std::size_t{512} << 20U;
  request.limits.output_bytes = std::size_t{1} << 20U;
  request.limits.processes = 8;  // git
  if (course.isolation == Isolation::kBubblewrap) make_folder(destination);
  isolate(request, course.isolation, {program, course.root / "lessons", fs::absolute(source)},
          {destination});
  return request;
}

/// What the reader says, if that is a report and is true: its memory was in the hands of strangers.
/// A link in place of an answer, or a file that it does not speak of, would reach the grader.
std::optional<Intake> checked_report(const std::string& output, const fs::path& destination) {
  Intake intake;
  std::set<std::string> files;
  try {
    intake = nlohmann::json::parse(output).get<Intake>();
    if (!fs::exists(destination))
      return intake.taken.empty() ? std::optional(intake) : std::nullopt;
    for (const auto& entry : fs::recursive_directory_iterator(destination)) {
      const bool is_link = entry.is_symlink();
      if (!is_link && entry.is_directory()) continue;
      if (is_link || !entry.is_regular_file()) return std::nullopt;
      files.insert(entry.path().lexically_relative(destination).string());
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  const std::set<std::string> taken(intake.taken.begin(), intake.taken.end());
  return files == taken && taken.empty() == !intake.refused.empty() ? std::optional(intake)
                                                                    : std::nullopt;
}

}  // namespace

Intake take_in_child(const Course& course, const fs::path& source, const fs::path& destination,
                     const fs::path& program) {
  if (fs::exists(destination) && !fs::is_empty(destination)) {
    throw InputError(destination.string() + ": is there already and is not empty");
  }
  // In a sandbox /proc/self is another one.
  std::error_code missing;
  const fs::path real = fs::canonical(program, missing);
  const ProcessResult result =
      run_process(reader(course, source, fs::absolute(destination), missing ? program : real));
  if (result.succeeded()) {
    const std::optional<Intake> intake = checked_report(result.output, destination);
    if (intake) {
      std::error_code not_empty;
      if (intake->taken.empty()) fs::remove(destination, not_empty);
      return *intake;
    }
  }
  // All that is there came from the reader, half done.
  std::error_code ignored;
  fs::remove_all(destination, ignored);
  if (result.end == End::kInterrupted) throw Interrupted();
  const bool cannot_go_on =
      result.end == End::kNotStarted || (result.end == End::kExited && result.code != 0);
  if (cannot_go_on) throw InputError("the intake does not work: " + shown_name(result.output));
  if (result.succeeded()) return {"could not be read: the reader's report makes no sense", {}, {}};
  return {"could not be read: the reader " + describe_end(result), {}, {}};
}

}  // namespace interleave
