#include "process/child_process.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace {

namespace fs = std::filesystem;
using interleave::ChildInput;
using interleave::ChildProcess;
using interleave::ExitStatus;

ChildProcess shell(const std::string& script, ChildInput input = ChildInput::kNothing) {
  return ChildProcess({"sh", "-c", script}, input);
}

std::string read_all(ChildProcess& child) {
  std::string all;
  for (std::string part; !(part = child.read_some()).empty();) all += part;
  return all;
}

std::ptrdiff_t open_descriptors() {
  return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator());
}

bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

TEST(ChildProcess, TellsExitCode9FromDeathBySignal9) {
  EXPECT_EQ(shell("exit 9").wait(), (ExitStatus{false, 9}));
  EXPECT_EQ(shell("kill -9 $$").wait(), (ExitStatus{true, 9}));
}

TEST(ChildProcess, CanBeAskedAgainHowItEnded) {
  ChildProcess child = shell("exit 3");
  EXPECT_EQ(child.wait(), child.wait());
  EXPECT_EQ(child.try_wait(), (ExitStatus{false, 3}));
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, HandsOnAllThatIsPrinted) {
  ChildProcess child = shell("i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done");
  EXPECT_EQ(read_all(child).size(), 220'000U);
  EXPECT_TRUE(child.wait().succeeded());
}

TEST(ChildProcess, ReadsWhatIsWrittenToIt) {
  ChildProcess child({"sort", "-n"}, ChildInput::kPipe);
  child.write("10\n9\n");
  child.close_input();
  child.close_input();
  EXPECT_EQ(read_all(child), "9\n10\n");
  EXPECT_TRUE(child.wait().succeeded());
}

TEST(ChildProcess, HasNothingToReadWithoutAPipe) {
  ChildProcess child({"cat"});
  EXPECT_EQ(read_all(child), "");
  EXPECT_TRUE(child.wait().succeeded());
}

TEST(ChildProcess, TellsWhyAProgramCannotBeStarted) {
  const auto error_of = [](const std::vector<std::string>& arguments) {
    try {
      ChildProcess child(arguments);
      child.wait();
    } catch (const std::system_error& error) {
      EXPECT_NE(std::string(error.what()).find(arguments.front()), std::string::npos);
      return error.code().value();
    }
    return 0;
  };
  const std::ptrdiff_t before = open_descriptors();
  EXPECT_EQ(error_of({"/no/such/program"}), ENOENT);
  EXPECT_EQ(error_of({"no-such-program-in-path"}), ENOENT);
  EXPECT_EQ(error_of({"/etc/passwd"}), EACCES);
  EXPECT_EQ(error_of({"/"}), EACCES);
  EXPECT_THROW(ChildProcess({}), std::invalid_argument);
  EXPECT_FALSE(has_children());
  EXPECT_EQ(open_descriptors(), before);
}

TEST(ChildProcess, TellsThatNoDescriptorIsLeft) {
  const std::ptrdiff_t before = open_descriptors();
  rlimit all{};
  getrlimit(RLIMIT_NOFILE, &all);
  int failed = 0;
  for (rlim_t left = 0; left < 20; ++left) {
    const rlimit few{static_cast<rlim_t>(before) + left, all.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    try {
      ChildProcess child({"/bin/true"}, ChildInput::kPipe);
      child.wait();
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code().value(), EMFILE) << left << " descriptors";
      ++failed;
    }
  }
  setrlimit(RLIMIT_NOFILE, &all);
  EXPECT_GT(failed, 4);
  EXPECT_LT(failed, 20);
  EXPECT_FALSE(has_children());
  EXPECT_EQ(open_descriptors(), before);
}

TEST(ChildProcess, WritingToOneThatHasEndedIsAnErrorAndNoSignal) {
  ChildProcess child = shell("exec <&-; echo closed; read forever", ChildInput::kPipe);
  EXPECT_EQ(child.read_some(), "closed\n");
  child.wait();
  try {
    child.write("too late");
    FAIL() << "did not throw";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), EPIPE);
  }
}

TEST(ChildProcess, HasNoDescriptorsOfItsSiblings) {
  // If the second child held the first one's pipe, its output would never end.
  ChildProcess first({"cat"}, ChildInput::kPipe);
  ChildProcess second({"cat"}, ChildInput::kPipe);
  first.close_input();
  EXPECT_EQ(read_all(first), "");
  ChildProcess lister = shell("ls /proc/self/fd | wc -l");
  EXPECT_EQ(std::stoi(read_all(lister)), 4);  // three, and the folder that it lists
  lister.wait();
  first.wait();
  second.close_input();
  second.wait();
}

TEST(ChildProcess, CanBeStartedByManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> output(8);
  for (std::string& text : output) {
    threads.emplace_back([&text] {
      ChildProcess child({"cat"}, ChildInput::kPipe);
      child.write("hello");
      child.close_input();
      text = read_all(child);
      child.wait();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(output, std::vector<std::string>(8, "hello"));
}

TEST(ChildProcess, OutlivesTheThreadThatStartedIt) {
  std::optional<ChildProcess> child;
  std::thread([&] { child.emplace(std::vector<std::string>{"cat"}, ChildInput::kPipe); }).join();
  child->write("still here");
  child->close_input();
  EXPECT_EQ(read_all(*child), "still here");
  EXPECT_TRUE(child->wait().succeeded());
}

TEST(ChildProcess, WaitsUntilADeadline) {
  ChildProcess child({"cat"}, ChildInput::kPipe);
  EXPECT_EQ(child.try_wait(), std::nullopt);
  EXPECT_EQ(child.wait_until(std::chrono::steady_clock::now()), std::nullopt);
  EXPECT_EQ(child.wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(1)),
            std::nullopt);
  child.close_input();
  EXPECT_EQ(child.wait_until(std::chrono::steady_clock::now() + std::chrono::hours(1)),
            (ExitStatus{false, 0}));
}

TEST(ChildProcess, SignalsTheChildAloneOrItsGroup) {
  ChildProcess alone = shell("sleep 1000 & echo $!; wait");
  const pid_t grandchild = std::stoi(alone.read_some());
  alone.signal(SIGKILL);
  EXPECT_EQ(alone.wait(), (ExitStatus{true, SIGKILL}));
  EXPECT_EQ(kill(grandchild, 0), 0) << "the grandchild was to live on";
  kill(grandchild, SIGKILL);

  ChildProcess group = shell("sleep 1000 & echo $!; wait");
  group.read_some();
  group.signal_group(SIGKILL);
  EXPECT_EQ(read_all(group), "") << "the grandchild holds the pipe as long as it lives";
  EXPECT_EQ(group.wait(), (ExitStatus{true, SIGKILL}));
  group.signal(SIGKILL);  // no more than nothing
}

TEST(ChildProcess, IsForgottenByItsDestructorAndNotEnded) {
  pid_t process = 0;
  {
    const ChildProcess child = shell("exit 5");
    process = child.id();
  }
  int status = 0;
  EXPECT_EQ(waitpid(process, &status, 0), process);
  EXPECT_EQ(WEXITSTATUS(status), 5);
}

}  // namespace
