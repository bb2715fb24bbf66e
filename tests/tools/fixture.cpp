#include "fixture.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "judge/files.hpp"

namespace interleave::testing_tools {
namespace {

namespace fs = std::filesystem;

fs::path make_temporary_folder() {
  std::string pattern = (fs::path(testing::TempDir()) / "interleave.XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return fs::canonical(pattern);
}

}  // namespace

RunningProgram::RunningProgram(const std::vector<std::string>& arguments, const fs::path& directory,
                               const fs::path& output_file)
    : files_(make_temporary_folder()),
      output_file_(output_file.empty() ? files_ / "output" : output_file) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers;
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  write_file(files_ / "errors", "");  // there, however soon it is killed
  process_ = fork();
  if (process_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(open(output_file_.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
  dup2(open((files_ / "errors").c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
  if (chdir(directory.c_str()) == 0) execvp(pointers[0], pointers.data());
  _exit(127);
}

RunningProgram::~RunningProgram() {
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(files_, ignored);
}

void RunningProgram::send(int signal) const { kill(process_, signal); }

void RunningProgram::wait_until(const std::function<bool()>& holds) {
  testing_tools::wait_until([&] {
    siginfo_t ended{};
    if (holds()) return true;
    if (waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
        ended.si_pid == process_ && !holds()) {
      const Ended all = wait();
      throw std::runtime_error("the program ended too early, and said:\n" + all.output +
                               all.errors);
    }
    return false;
  });
}

std::string RunningProgram::output() const {
  return fs::is_regular_file(output_file_) ? read_file(output_file_) : "";
}

Ended RunningProgram::wait() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), output(),
          read_file(files_ / "errors")};
}

void cannot_run_without_sandbox(const std::string& obstacle) {
  const char* choice = std::getenv("INTERLEAVE_SANDBOX");
  if (choice != nullptr && std::string_view(choice) == "bwrap") {
    FAIL() << "INTERLEAVE_SANDBOX=bwrap, but bubblewrap does not work here: " << obstacle;
  }
  GTEST_SKIP() << "bubblewrap does not work here: " << obstacle;
}

void wait_until(const std::function<bool()>& holds) {
  constexpr int kMostLooks = 60'000;
  for (int looks = 0; !holds(); ++looks) {
    if (looks == kMostLooks) throw std::runtime_error("waited for what does not come");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

std::vector<pid_t> processes_below(const fs::path& folder) {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const pid_t process = std::atoi(entry.path().filename().c_str());
    if (process == 0) continue;
    for (const char* link : {"exe", "cwd"}) {
      std::error_code gone;
      const std::string target = fs::read_symlink(entry.path() / link, gone).string();
      if (target == folder || target.rfind(folder.string() + '/', 0) == 0) {
        found.push_back(process);
        break;
      }
    }
  }
  return found;
}

Fixture::Fixture() : temporary_(make_temporary_folder()), root_(temporary_ / "a course, geübt") {
  fs::create_directory(root_);
  restore();
}

Fixture::~Fixture() {
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

fs::path Fixture::answer(const std::string& exercise) const {
  return root_ / "lessons/01-fixture" / (exercise + ".cpp");
}

void Fixture::restore() {
  for (const char* folder : {"lessons", "solutions", "tests", "docs", "bench", ".interleave"}) {
    fs::remove_all(root_ / folder);
  }
  const fs::path original = fs::path(INTERLEAVE_SOURCE_DIR) / "tests/tools/fixture";
  for (const auto& entry : fs::recursive_directory_iterator(original)) {
    const fs::path copy = root_ / entry.path().lexically_relative(original);
    if (entry.is_directory()) {
      fs::create_directories(copy);
    } else {
      fs::copy_file(entry.path(), copy);
      // What was built from it is still up to date.
      fs::last_write_time(copy, entry.last_write_time());
    }
  }
}

void Fixture::build() {
  const Ended configured =
      RunningProgram(
          {"cmake", "-S", INTERLEAVE_SOURCE_DIR, "-B", (root_ / "build/course").string(), "-G",
           "Ninja", "-DINTERLEAVE_COURSE_DIR=" + root_.string(), "-DINTERLEAVE_ANSWERS=solutions",
           "-DINTERLEAVE_TOOLS=OFF", std::string("-DCMAKE_CXX_COMPILER=") + INTERLEAVE_COMPILER},
          root_)
          .wait();
  if (configured.code != 0) throw std::runtime_error(configured.output + configured.errors);
  const Ended built =
      RunningProgram({"cmake", "--build", (root_ / "build/course").string(), "--target", "graders"},
                     root_)
          .wait();
  if (built.code != 0) throw std::runtime_error(built.output + built.errors);
}

void Fixture::write(const fs::path& relative, const std::string& content) const {
  write_file(root_ / relative, content);
}

std::string Fixture::read(const fs::path& relative) const { return read_file(root_ / relative); }

void Fixture::change(const fs::path& relative, const std::string& from,
                     const std::string& to) const {
  std::string content = read(relative);
  const std::size_t at = content.find(from);
  ASSERT_NE(at, std::string::npos) << relative << " does not hold " << from;
  write(relative, content.replace(at, from.size(), to));
}

void Fixture::submit(const std::string& name) const {
  write_file(answer(),
             read_file(fs::path(INTERLEAVE_SOURCE_DIR) / "tests/tools/answers" / (name + ".cpp")));
}

void Fixture::submit_file(const fs::path& relative, const std::string& exercise) const {
  write_file(answer(exercise), read(relative));
}

std::vector<std::string> Fixture::command(const std::vector<std::string>& arguments) const {
  std::vector<std::string> all{INTERLEAVE_COMMAND, "--root", root_.string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

Ended Fixture::run(const std::vector<std::string>& arguments) const {
  return RunningProgram(command(arguments), temporary_).wait();
}

void Fixture::expect_nothing_left_behind() const {
  const fs::path workspaces = root_ / "build/course/workspaces";
  EXPECT_TRUE(!fs::exists(workspaces) || fs::is_empty(workspaces)) << "a workspace is left";
  for (const auto& entry : fs::recursive_directory_iterator(root_)) {
    EXPECT_NE(entry.path().extension(), ".new") << entry.path() << " is left";
  }
  EXPECT_TRUE(processes_below(root_).empty()) << "a process is left";
}

fs::path hostile_answers() { return fs::path(INTERLEAVE_SOURCE_DIR) / "tests/tools/hostile"; }

Fixture& built_fixture() {
  static Fixture fixture;
  static const bool built = (fixture.build(), true);
  if (built) fixture.restore();
  return fixture;
}

}  // namespace interleave::testing_tools
