// Answers that attack the grader or the machine, graded by the real command in its sandbox: none
// passes, none sees what is not its own, and afterwards everything is as it was.
//
// Every file of tests/tools/hostile begins with what it tries and which findings that may lead to:
//   // Attack: ends the program with code 0 before main.
//   // Outcome: correct (ended early), race-free (ended early)
// A third line, `// Gets through: why`, is for what nothing defends against yet: without a finding
// that is allowed it must pass then, so that the line goes as soon as something defends.
// Each is written as if nothing defended the course: without that it would pass, or do what is
// looked for here. What it makes anywhere is called kMark.
//
// In its text, words between two @ stand for what only the test knows: see `placeholders`.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <system_error>
#include <thread>

#include "fixture.hpp"
#include "judge/files.hpp"
#include "judge/verdict.hpp"
#include "process/proc.hpp"
#include "process/sandbox.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::all_processes;
using interleave::ProcessStat;
using interleave::read_file;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::cannot_run_without_sandbox;
using interleave::testing_tools::Ended;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::hostile_answers;
using interleave::testing_tools::wait_until;
using nlohmann::json;

constexpr const char* kMark = "interleave-hostile";
constexpr const char* kCanaryVariable = "INTERLEAVE_CANARY";
constexpr const char* kCanaryInVariable = "canary-of-the-environment-93fe";
constexpr const char* kCanaryInFile = "canary-of-a-file-5c1b";
constexpr const char* kCanaryInSubmission = "canary_of_another_submission_77ab";

/// "correct: ended early", each that the first comment allows.
std::set<std::string> allowed_findings(const std::string& source) {
  static const std::regex outcome(R"((?:^|\n)// Outcome: ([^\n]+)\n)");
  static const std::regex entry(R"(([a-z-]+) \(([^)]*)\))");
  std::smatch found;
  std::set<std::string> allowed;
  if (!std::regex_search(source, found, outcome)) return allowed;
  const std::string line = found[1];
  for (auto at = std::sregex_iterator(line.begin(), line.end(), entry);
       at != std::sregex_iterator(); ++at) {
    EXPECT_TRUE(interleave::check_named((*at)[1].str())) << (*at)[1] << " is no check";
    std::istringstream kinds((*at)[2].str());
    for (std::string kind; std::getline(kinds, kind, ',');) {
      kind.erase(0, kind.find_first_not_of(' '));
      EXPECT_TRUE(interleave::is_finding_kind(kind)) << kind << " is no finding";
      allowed.insert((*at)[1].str() + ": " + kind);
    }
  }
  return allowed;
}

/// A socket that somebody inside of a sandbox must not be able to reach.
class Listener {
 public:
  /// On the loopback interface.
  Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    listen_to(reinterpret_cast<const sockaddr*>(&address), size);
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  /// Without a file.
  explicit Listener(const std::string& name)
      : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(&address.sun_path[1], sizeof address.sun_path - 1);
    const std::size_t size = offsetof(sockaddr_un, sun_path) + 1 + name.size();
    listen_to(reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size));
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  int port() const { return port_; }
  bool somebody_came() const { return accept(socket_, nullptr, nullptr) >= 0; }

 private:
  void listen_to(const sockaddr* address, socklen_t size) const {
    if (bind(socket_, address, size) != 0 || listen(socket_, SOMAXCONN) != 0) {
      throw std::system_error(errno, std::generic_category(), "a socket that listens");
    }
  }

  int socket_;
  int port_ = 0;
};

/// Tries to connect to a port of this machine until it is destroyed.
class Visitor {
 public:
  explicit Visitor(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    thread_ = std::jthread([this, address](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const int visit = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(visit, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
          got_in_ = true;
        }
        close(visit);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    });
  }
  bool got_in() const { return got_in_; }

 private:
  std::atomic<bool> got_in_ = false;
  std::jthread thread_;
};

/// All below `folder`, with what changes when its content does; but what a check may leave there.
std::map<std::string, std::string> tree(const fs::path& folder) {
  static const std::set<std::string> kOfAnyCheck{".interleave", "build/course/precompiled",
                                                 "build/course/workspaces"};
  std::map<std::string, std::string> found;
  for (auto at = fs::recursive_directory_iterator(folder); at != fs::recursive_directory_iterator();
       ++at) {
    const std::string name = at->path().lexically_relative(folder).string();
    if (kOfAnyCheck.contains(name)) {
      at.disable_recursion_pending();
      continue;
    }
    struct stat status {};
    lstat(at->path().c_str(), &status);
    std::ostringstream all;
    all << status.st_mode << ' ' << status.st_ino << ' ' << status.st_nlink;
    // The time of a folder changes when a check makes and removes a file of its own there.
    if (!S_ISDIR(status.st_mode)) {
      all << ' ' << status.st_size << ' ' << status.st_ctim.tv_sec << '.' << status.st_ctim.tv_nsec;
    }
    found[name] = all.str();
  }
  return found;
}

/// What is called kMark, outside of the course.
std::set<std::string> marked_files() {
  std::set<std::string> found;
  for (const char* folder : {"/", "/tmp", "/dev/shm", "/dev", "/etc", "/run", "/usr", "/var/tmp"}) {
    std::error_code gone;
    for (auto at = fs::directory_iterator(folder, gone); at != fs::directory_iterator();
         at.increment(gone)) {
      if (at->path().filename().string().find(kMark) != std::string::npos) {
        found.insert(at->path().string());
      }
    }
  }
  return found;
}

/// Those of this process; orphans among them come to it.
std::vector<std::string> list_descendants() {
  while (waitpid(-1, nullptr, WNOHANG) > 0) {
  }
  const std::map<pid_t, ProcessStat> all = all_processes();
  std::vector<std::string> found;
  for (const auto& [process, entry] : all) {
    for (auto at = all.find(entry.parent); at != all.end(); at = all.find(at->second.parent)) {
      if (at->first != getpid()) continue;
      found.push_back(std::to_string(process) + ' ' +
                      interleave::read_proc_file("/proc/" + std::to_string(process) + "/cmdline"));
      break;
    }
  }
  return found;
}

/// Those that stay: one that has been killed may take a moment to give its memory back.
std::vector<std::string> descendants() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::vector<std::string> found;
  wait_until([&] {
    found = list_descendants();
    return found.empty() || std::chrono::steady_clock::now() >= end;
  });
  return found;
}

std::string host_name() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

/// Of System V: they outlive every process.
bool has_marked_segment() {
  constexpr const char* kKey = "1752134516";  // "host"
  return interleave::read_proc_file("/proc/sysvipc/shm").find(kKey) != std::string::npos;
}

class HostileTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string& obstacle = interleave::sandbox_obstacle();
    if (!obstacle.empty()) return cannot_run_without_sandbox(obstacle);
    // What the first check in a new course makes is not what an answer does.
    static const Ended first = built_fixture().run({"check", "sum_of_both"});
    ASSERT_EQ(first.code, 1) << first.errors;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    setenv(kCanaryVariable, kCanaryInVariable, 1);

    std::string pattern = (fs::path(testing::TempDir()) / "interleave.XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    outside_ = pattern;
    interleave::write_file(outside_ / "canary.txt", std::string(kCanaryInFile) + '\n');
    ASSERT_EQ(mkfifo((outside_ / "fifo").c_str(), 0600), 0);
    // Of a check that goes on at the same time: its folder is called after its process.
    other_ = built_fixture().root() / "build/course/workspaces" /
             (std::to_string(getpid()) + ".900") / "sum_of_both.cpp";
    interleave::write_file(other_, "int sum_of_both_of_another(int (*)(int)) { return 7; }  // " +
                                       std::string(kCanaryInSubmission) + '\n');
  }

  void TearDown() override {
    unsetenv(kCanaryVariable);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    std::error_code ignored;
    fs::remove_all(outside_, ignored);
    fs::remove_all(other_.parent_path(), ignored);
    built_fixture().restore();
  }

  std::string fill_in(std::string source) const {
    const std::map<std::string, std::string> placeholders{
        {"@COURSE@", built_fixture().root().string()},
        {"@OUTSIDE@", outside_.string()},
        {"@CANARY@", (outside_ / "canary.txt").string()},
        {"@FIFO@", (outside_ / "fifo").string()},
        {"@OTHER@", other_.string()},
        {"@PORT@", std::to_string(server_.port())},
        {"@FREE_PORT@", std::to_string(free_port_)},
        {"@ABSTRACT@", abstract_name_}};
    for (const auto& [word, meaning] : placeholders) {
      for (std::size_t at = 0; (at = source.find(word, at)) != std::string::npos;) {
        source.replace(at, word.size(), meaning);
      }
    }
    return source;
  }

  fs::path outside_;  ///< a folder that has nothing to do with the course
  fs::path other_;    ///< somebody else's submission
  const std::string abstract_name_ = "interleave-test-" + std::to_string(getpid());
  const Listener server_;
  const Listener nameless_{abstract_name_};
  /// Below those that the kernel gives away, or the visitor might meet itself there.
  const int free_port_ = 10000 + getpid() % 20000;
};

std::string name_of(const testing::TestParamInfo<std::string>& info) { return info.param; }

TEST_P(HostileTest, FailsAndLeavesNoTrace) {
  Fixture& fixture = built_fixture();
  const std::string source = read_file(hostile_answers() / (GetParam() + ".cpp"));
  const std::set<std::string> allowed = allowed_findings(source);
  ASSERT_EQ(source.rfind("// Attack: ", 0), 0U);
  const bool gets_through = source.find("\n// Gets through: ") != std::string::npos;
  ASSERT_TRUE(gets_through || !allowed.empty()) << "the comment does not say what must come of it";
  interleave::write_file(fixture.answer(), fill_in(source));

  const auto course_before = tree(fixture.root());
  const auto outside_before = tree(outside_);
  const std::string mounts_before = interleave::read_proc_file("/proc/self/mountinfo");
  const std::string name_before = host_name();
  ASSERT_EQ(descendants(), std::vector<std::string>{});

  std::optional<Visitor> visitor;
  if (source.find("@FREE_PORT@") != std::string::npos) visitor.emplace(free_port_);
  const Ended ended = fixture.run({"check", "sum_of_both", "--json", "--sandbox=bwrap"});
  EXPECT_FALSE(visitor && visitor->got_in()) << "what an answer listens to can be reached";
  visitor.reset();

  const json verdict = ended.json().at(0);
  if (gets_through) {
    EXPECT_TRUE(verdict.at("passed").get<bool>() || !allowed.empty())
        << "something defends against it now: its line `Gets through` is to be removed";
  } else {
    EXPECT_EQ(ended.code, 1) << ended.errors;
    EXPECT_FALSE(verdict.at("passed").get<bool>());
    EXPECT_LT(verdict.at("points").get<double>(), 10);
    EXPECT_FALSE(verdict.at("findings").empty());
  }
  for (const json& finding : verdict.at("findings")) {
    const std::string said =
        finding.at("check").get<std::string>() + ": " + finding.at("kind").get<std::string>();
    EXPECT_TRUE(allowed.contains(said)) << said << ": " << finding.at("message");
  }
  for (const char* canary : {kCanaryInVariable, kCanaryInFile, kCanaryInSubmission}) {
    EXPECT_EQ((ended.output + ended.errors).find(canary), std::string::npos) << canary;
  }

  EXPECT_EQ(descendants(), std::vector<std::string>{}) << "a process outlives the check";
  EXPECT_EQ(tree(fixture.root()), course_before) << "the course has changed";
  EXPECT_EQ(tree(outside_), outside_before) << "a folder outside of the course has changed";
  EXPECT_EQ(marked_files(), std::set<std::string>{});
  EXPECT_EQ(interleave::read_proc_file("/proc/self/mountinfo"), mounts_before);
  EXPECT_EQ(host_name(), name_before);
  EXPECT_FALSE(has_marked_segment());
  EXPECT_FALSE(server_.somebody_came()) << "an answer has connected to a server of the machine";
  EXPECT_FALSE(nameless_.somebody_came()) << "an answer has connected to a socket of the machine";
  fs::remove_all(other_.parent_path());
  fixture.expect_nothing_left_behind();
}

std::vector<std::string> names_of_hostile_answers() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(hostile_answers())) {
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Answer, HostileTest, testing::ValuesIn(names_of_hostile_answers()),
                         name_of);

}  // namespace
