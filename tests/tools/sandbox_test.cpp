// What a program in a sandbox sees of the machine, and what is told of it when it ends.

#include "process/sandbox.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "fixture.hpp"
#include "process/process.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::ProcessRequest;
using interleave::ProcessResult;
using interleave::read_report;
using interleave::run_process;
using interleave::sandbox_obstacle;
using interleave::testing_tools::cannot_run_without_sandbox;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::processes_below;
using interleave::testing_tools::RunningProgram;
using interleave::testing_tools::wait_until;
using End = ProcessResult::End;
using std::chrono::milliseconds;

class SandboxTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string& obstacle = sandbox_obstacle();
    if (!obstacle.empty()) cannot_run_without_sandbox(obstacle);
  }

  static ProcessRequest request(std::vector<std::string> arguments) {
    ProcessRequest made;
    made.arguments = std::move(arguments);
    made.sandbox.emplace();
    return made;
  }
  static ProcessRequest shell(const std::string& script) { return request({"sh", "-c", script}); }
};

// --- How a program has ended.

TEST_F(SandboxTest, TellsExitCodesFromSignals) {
  // A shell would say 139 for a death by signal 11, and 137 for one by signal 9.
  for (const int code : {0, 1, 9, 139, 137, 255}) {
    const ProcessResult exited = run_process(shell("exit " + std::to_string(code)));
    EXPECT_EQ(exited.end, End::kExited) << exited.output;
    EXPECT_EQ(exited.code, code);
  }
  for (const int signal : {SIGSEGV, SIGKILL, SIGTERM}) {
    const ProcessResult killed = run_process(shell("kill -" + std::to_string(signal) + " $$"));
    EXPECT_EQ(killed.end, End::kSignalled) << killed.output;
    EXPECT_EQ(killed.code, signal);
  }
}

TEST_F(SandboxTest, SaysThatAProgramWasNotStartedAndWhy) {
  for (const char* program : {"no-such-program-anywhere", "/no/such/program"}) {
    const ProcessResult result = run_process(request({program}));
    EXPECT_EQ(result.end, End::kNotStarted);
    EXPECT_EQ(result.output, std::string(program) + ": No such file or directory");
  }
  const ProcessResult folder = run_process(request({"/usr"}));
  EXPECT_EQ(folder.end, End::kNotStarted);
  EXPECT_EQ(folder.output, "/usr: Permission denied");
}

TEST_F(SandboxTest, ThatCannotBeMadeDidNotStartAnything) {
  ProcessRequest made = shell("echo never");
  made.sandbox->readable = {"/no such folder"};
  const ProcessResult result = run_process(made);
  EXPECT_EQ(result.end, End::kNotStarted);
  EXPECT_NE(result.output.find("/no such folder"), std::string::npos) << result.output;
}

TEST_F(SandboxTest, CountsWhatOutlivesTheProgram) {
  EXPECT_EQ(run_process(shell("true & wait")).left_behind, 0);
  const ProcessResult result =
      run_process(shell("tail -f /dev/null & setsid tail -f /dev/null & exit 3"));
  EXPECT_EQ(result.end, End::kExited);
  EXPECT_EQ(result.code, 3);
  EXPECT_EQ(result.left_behind, 2);
}

TEST_F(SandboxTest, EndsADaemonWithoutEnvironment) {
  const Fixture fixture;
  ProcessRequest made = shell(
      "(setsid env -i sh -c 'echo up > up; exec tail -f /dev/null' > /dev/null 2>&1 &); "
      "until [ -e up ]; do :; done");
  made.directory = fixture.root();
  made.sandbox->writable = {fixture.root()};
  EXPECT_EQ(run_process(made).left_behind, 1);
  fixture.expect_nothing_left_behind();
}

TEST(SandboxReport, IsRead) {
  const auto exited = read_report("exited 139, left 2\n");
  ASSERT_TRUE(exited);
  EXPECT_FALSE(exited->signalled);
  EXPECT_EQ(exited->code, 139);
  EXPECT_EQ(exited->left_behind, 2);
  const auto signalled = read_report("signalled 11, left 0\n");
  ASSERT_TRUE(signalled);
  EXPECT_TRUE(signalled->signalled);
  EXPECT_EQ(signalled->code, SIGSEGV);
  EXPECT_EQ(read_report("not started 2\n")->start_error, ENOENT);
  EXPECT_FALSE(read_report(""));
  EXPECT_FALSE(read_report("exited"));
}

// --- What it sees.

TEST_F(SandboxTest, HasNoVariablesButItsOwn) {
  setenv("INTERLEAVE_CANARY", "seen", 1);
  ProcessRequest made = shell("env; cat /proc/1/environ; tr '\\0' '\\n' < /proc/1/cmdline");
  made.environment = {{"INTERLEAVE_GIVEN", "given"}, {"INTERLEAVE_TAKEN", std::nullopt}};
  const std::string output = run_process(made).output;
  unsetenv("INTERLEAVE_CANARY");
  EXPECT_EQ(output.find("INTERLEAVE_CANARY"), std::string::npos) << output;
  EXPECT_EQ(output.find("INTERLEAVE_TAKEN"), std::string::npos) << output;
  EXPECT_EQ(output.find("bwrap"), std::string::npos) << output;
  for (const char* each : {"INTERLEAVE_GIVEN=given\n", "HOME=/tmp\n", "TMPDIR=/tmp\n"}) {
    EXPECT_NE(output.find(each), std::string::npos) << output;
  }
}

TEST_F(SandboxTest, SeesNoProcessesButItsOwn) {
  EXPECT_EQ(run_process(shell("cd /proc && echo [0-9]*; echo $$; echo $PPID")).output,
            "1 2\n2\n1\n");
}

TEST_F(SandboxTest, CannotLookIntoItsFirstProcess) {
  EXPECT_EQ(run_process(shell("for each in environ maps mem fd/4 cwd/. root/. exe; do "
                              "head -c 1 /proc/1/$each > /dev/null 2>&1 && echo can read $each; "
                              "done; readlink /proc/1/exe /proc/1/fd/4; true"))
                .output,
            "");
}

TEST_F(SandboxTest, HasNobodysRights) {
  EXPECT_EQ(run_process(shell("id -u; id -g; grep -h '^CapEff\\|^CapBnd\\|^NoNewPrivs' "
                              "/proc/self/status; uname -n"))
                .output,
            "65534\n65534\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n"
            "sandbox\n");
  EXPECT_FALSE(run_process(shell("unshare --user true 2> /dev/null")).succeeded());
}

TEST_F(SandboxTest, SeesOfTheFileSystemOnlyWhatIsNamed) {
  const Fixture fixture;
  fixture.write("seen/file", "content");
  fixture.write("unseen/file", "content");
  ProcessRequest made = shell(
      "cat seen/file; ls; ls /root /home /etc/passwd /var /run 2> /dev/null; ls -d /mnt* /srv* "
      "2> /dev/null; true");
  made.directory = fixture.root();
  made.sandbox->readable = {fixture.root() / "seen"};
  EXPECT_EQ(run_process(made).output, "contentseen\n");
}

TEST_F(SandboxTest, WritesOnlyWhereItMay) {
  const Fixture fixture;
  fixture.write("readable/file", "content");
  fixture.write("readable/writable/file", "content");
  ProcessRequest made = shell(
      "for each in readable/file readable/new readable/writable/file readable/writable/new "
      "/new /etc/new /dev/new /usr/new /proc/sys/kernel/hostname /proc/self/comm; do "
      "(echo changed > $each) 2> /dev/null && echo $each; done; true");
  made.directory = fixture.root();
  made.sandbox->readable = {fixture.root() / "readable"};
  made.sandbox->writable = {fixture.root() / "readable/writable"};
  EXPECT_EQ(run_process(made).output, "readable/writable/file\nreadable/writable/new\n");
  EXPECT_EQ(fixture.read("readable/file"), "content");
  EXPECT_EQ(fixture.read("readable/writable/new"), "changed\n");
}

TEST_F(SandboxTest, HasATmpOfItsOwnThatIsLimited) {
  const Fixture fixture;  // in /tmp
  ProcessRequest made = shell("ls -d " + fixture.root().parent_path().string() +
                              " 2> /dev/null; for folder in /tmp /dev/shm; do "
                              "head -c 3000000 /dev/zero 2> /dev/null > $folder/interleave-file; "
                              "stat -c %s $folder/interleave-file; done");
  made.sandbox->scratch_bytes = std::size_t{1} << 20;
  EXPECT_EQ(run_process(made).output, "1048576\n1048576\n");
  EXPECT_FALSE(fs::exists("/tmp/interleave-file"));
  EXPECT_FALSE(fs::exists("/dev/shm/interleave-file"));
}

TEST_F(SandboxTest, HasANetworkOfItsOwn) {
  EXPECT_EQ(run_process(shell("tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '")).output,
            "lo\n");
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(server, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(server, 1), 0);
  ASSERT_EQ(getsockname(server, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string connect =
      "exec 9<> /dev/tcp/127.0.0.1/" + std::to_string(ntohs(address.sin_port));
  ProcessRequest made = request({"bash", "-c", connect});
  EXPECT_FALSE(run_process(made).succeeded());
  made.sandbox.reset();
  EXPECT_TRUE(run_process(made).succeeded()) << "the test itself can be trusted no more";
  close(server);
}

TEST_F(SandboxTest, HasNoDescriptorsButItsOwn) {
  // The number behind these is that of the folder that is being read.
  EXPECT_EQ(run_process(shell("cd /proc/self/fd && echo [0-9]*")).output, "0 1 2 3\n");
  ProcessRequest made = shell("readlink /proc/$$/fd/3 | cut -d: -f1; readlink /proc/$$/fd/4");
  made.events = true;
  EXPECT_EQ(run_process(made).output, "pipe\n");
}

// --- What it can do to others.

TEST_F(SandboxTest, HurtsNobodyOutside) {
  const Fixture fixture;
  RunningProgram other({"sh", "-c", "echo up; exec tail -f /dev/null"}, fixture.root());
  other.wait_until([&] { return other.output() == "up\n"; });
  // Numbers outside may be its own in the sandbox.
  const ProcessResult result =
      run_process(shell("trap '' TERM; kill -TERM -1; kill -KILL 1; kill -STOP 1; for other in " +
                        std::to_string(other.process()) + " " + std::to_string(getpid()) +
                        "; do test $other = $$ || kill -KILL $other; done; exit 5"));
  EXPECT_EQ(result.end, End::kExited) << result.output;
  EXPECT_EQ(result.code, 5);
  EXPECT_EQ(kill(other.process(), 0), 0);
}

// --- What holds as it does without.

TEST_F(SandboxTest, KeepsOutputAndEventsApart) {
  ProcessRequest made = shell("echo words; echo more >&2; echo event >&$INTERLEAVE_EVENTS_FD");
  made.events = true;
  const ProcessResult result = run_process(made);
  EXPECT_EQ(result.output, "words\nmore\n");
  EXPECT_EQ(result.events, "event\n");
  EXPECT_TRUE(result.succeeded());
}

TEST_F(SandboxTest, RunsInTheDirectoryThatItIsGiven) {
  const Fixture fixture;
  ProcessRequest made = shell("pwd -P");
  EXPECT_EQ(run_process(made).output, "/tmp\n");
  made.sandbox->readable = {fixture.root()};
  made.directory = fixture.root();
  EXPECT_EQ(run_process(made).output, fixture.root().string() + '\n');
}

TEST_F(SandboxTest, IsWithinTheLimitsOfTheChild) {
  ProcessRequest waits = shell("exec tail -f /dev/null");
  waits.limits.wall = milliseconds(300);
  EXPECT_EQ(run_process(waits).end, End::kTimeLimit);

  ProcessRequest computes = shell("while :; do :; done");
  computes.limits.processor_time = milliseconds(100);
  EXPECT_EQ(run_process(computes).end, End::kTimeLimit);

  ProcessRequest talks = shell("yes");
  talks.limits.output_bytes = 1000;
  EXPECT_EQ(run_process(talks).end, End::kOutputLimit);

  ProcessRequest keeps =
      shell("x=$(head -c 100000000 /dev/zero | tr '\\0' x); while :; do :; done");
  keeps.limits.memory_bytes = std::size_t{32} << 20;
  EXPECT_EQ(run_process(keeps).end, End::kMemoryLimit);

  ProcessRequest writes = shell("exec head -c 100000 /dev/zero > /tmp/large");
  writes.limits.file_bytes = 1000;
  const ProcessResult written = run_process(writes);
  EXPECT_EQ(written.end, End::kSignalled);
  EXPECT_EQ(written.code, SIGXFSZ);
}

TEST_F(SandboxTest, ItsOwnProcessesAreNotCounted) {
  ProcessRequest made = shell("tail -f /dev/null & tail -f /dev/null & sleep 0.3; kill $!; exit 0");
  made.limits.processes = 4;  // the shell, the two, and sleep
  EXPECT_EQ(run_process(made).end, End::kExited);
  made.limits.processes = 3;
  EXPECT_EQ(run_process(made).end, End::kProcessLimit);
}

TEST_F(SandboxTest, IsGoneWhenItsChildIsEnded) {
  const Fixture fixture;
  ProcessRequest made = shell("(setsid env -i tail -f /dev/null &); while :; do :; done");
  made.directory = fixture.root();
  made.sandbox->readable = {fixture.root()};
  made.limits.wall = milliseconds(500);
  EXPECT_EQ(run_process(made).end, End::kTimeLimit);
  fixture.expect_nothing_left_behind();
}

// A sandbox that is being set up has processes that nobody but the one that set them up would end.
TEST_F(SandboxTest, GoesWithTheProcessThatStartedItWhateverItIsDoing) {
  for (std::size_t processes = 1; processes <= 3; ++processes) {
    for (int round = 0; round < 7; ++round) {
      const Fixture fixture;
      const pid_t starter = fork();
      if (starter == 0) {
        ProcessRequest made = request({"tail", "-f", "/dev/null"});
        made.directory = fixture.root();
        made.sandbox->readable = {fixture.root()};
        run_process(made);
        std::_Exit(EXIT_FAILURE);
      }
      // bubblewrap, the sandbox's first process, the program
      wait_until([&] { return processes_below(fixture.root()).size() >= processes; });
      kill(starter, SIGKILL);
      waitpid(starter, nullptr, 0);
      wait_until([&] { return processes_below(fixture.root()).empty(); });
    }
  }
}

// request_interrupt holds for the rest of a process' life, so this one has a process of its own.
TEST_F(SandboxTest, IsEndedByAnInterruption) {
  const Fixture fixture;
  EXPECT_EXIT(
      {
        ProcessRequest made = shell("echo up > up; exec tail -f /dev/null");
        made.directory = fixture.root();
        made.sandbox->writable = {fixture.root()};
        std::jthread interrupts([&] {
          wait_until([&] { return fs::exists(fixture.root() / "up"); });
          interleave::request_interrupt();
        });
        std::_Exit(run_process(made).end == End::kInterrupted ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
  fixture.expect_nothing_left_behind();
}

}  // namespace
