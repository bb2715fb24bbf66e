#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// What the tests of the command share: a course of their own, and the real binary run on it.
namespace interleave::testing_tools {

/// The exit code and the words of a command that has ended.
struct Ended {
  int code = -1;  ///< minus the signal if one ended it
  std::string output;
  std::string errors;

  nlohmann::json json() const { return nlohmann::json::parse(output); }
};

/// A running program. Its output goes to files, so that it never waits for a reader.
/// Not thread-safe.
class RunningProgram {
 public:
  /// Starts `arguments[0]` (looked up in PATH) in `directory`. `output_file` takes the place of the
  /// file for stdout, where the test is about that.
  RunningProgram(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
                 const std::filesystem::path& output_file = {});
  /// Kills what still runs.
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  pid_t process() const { return process_; }
  void send(int signal) const;
  /// Waits until `holds`. Throws, with what the program said, if it ends before that.
  void wait_until(const std::function<bool()>& holds);
  /// What it has written to stdout so far.
  std::string output() const;
  Ended wait();

 private:
  std::filesystem::path files_;
  std::filesystem::path output_file_;
  pid_t process_ = -1;
};

/// For SetUp: skips a test that needs a sandbox; fails it where INTERLEAVE_SANDBOX=bwrap says that
/// there must be one.
void cannot_run_without_sandbox(const std::string& obstacle);

/// Waits until `holds`. Throws where only a hang can be the reason, after minutes.
void wait_until(const std::function<bool()>& holds);

/// Processes whose program or working directory is `folder` or below it, or was when it was there.
std::vector<pid_t> processes_below(const std::filesystem::path& folder);

/// A copy of tests/tools/fixture in a temporary folder, which goes with the object. Its path has a
/// space and a letter that is not ASCII.
class Fixture {
 public:
  Fixture();
  ~Fixture();
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path lesson_json() const { return root_ / "lessons/01-fixture/lesson.json"; }
  std::filesystem::path answer(const std::string& exercise = "sum_of_both") const;

  /// Configures and builds the graders: some seconds.
  void build();
  /// All files but the build tree as they were, and nothing of .interleave.
  void restore();

  void write(const std::filesystem::path& relative, const std::string& content) const;
  std::string read(const std::filesystem::path& relative) const;
  /// Changes the first `from` in a file to `to`. Fails the test if there is none.
  void change(const std::filesystem::path& relative, const std::string& from,
              const std::string& to) const;
  /// The answer becomes a copy of tests/tools/answers/<name>.cpp, or of a file below the fixture.
  void submit(const std::string& name) const;
  void submit_file(const std::filesystem::path& relative,
                   const std::string& exercise = "sum_of_both") const;

  /// `course --root <root> <arguments>...`
  std::vector<std::string> command(const std::vector<std::string>& arguments) const;
  Ended run(const std::vector<std::string>& arguments) const;

  /// Fails the running test if a workspace, a half-written file or a process is there.
  void expect_nothing_left_behind() const;

 private:
  std::filesystem::path temporary_;
  std::filesystem::path root_;
};

/// The folder of the answers that attack.
std::filesystem::path hostile_answers();

/// The one fixture of this program that has been built, as it was handed out.
Fixture& built_fixture();

}  // namespace interleave::testing_tools
