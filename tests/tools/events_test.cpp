// What graders say of the answers that they run, to a command that listens late.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "fixture.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::read_file;
using interleave::testing_tools::built_fixture;
using interleave::testing_tools::Fixture;
using interleave::testing_tools::RunningProgram;

bool is_in_call(const fs::path& thread, int number) {
  return read_file(thread / "syscall").rfind(std::to_string(number) + ' ', 0) == 0;
}

/// Whether a grader waits with its first word, and its watch has looked often enough since, or has
/// something to say itself: then it waits to write, or for its turn.
bool has_watched(pid_t grader) {
  // It looks each time that it wakes up; two looks were enough for the wrong word.
  constexpr std::int64_t kLooks = 20;
  const std::string field = "\nvoluntary_ctxt_switches:";
  const fs::path threads = "/proc/" + std::to_string(grader) + "/task";
  if (!is_in_call(threads / std::to_string(grader), SYS_write)) return false;
  std::int64_t sleeps = 0;
  for (const auto& thread : fs::directory_iterator(threads)) {
    if (thread.path().filename() == std::to_string(grader)) continue;
    if (is_in_call(thread, SYS_write) || is_in_call(thread, SYS_futex)) return true;
    const std::string status = read_file(thread.path() / "status");
    if (const std::size_t at = status.find(field); at != std::string::npos) {
      sleeps += std::stoll(status.substr(at + field.size()));
    }
  }
  return sleeps >= kLooks;
}

TEST(Events, ThatAreReadLateAreNoStall) {
  const Fixture& fixture = built_fixture();
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  // Full: the grader has to wait with its first word.
  const auto size = static_cast<std::size_t>(fcntl(ends[1], F_SETPIPE_SZ, 1));
  const std::string filler(size, '.');
  ASSERT_EQ(write(ends[1], filler.data(), size), static_cast<ssize_t>(size));
  setenv("INTERLEAVE_EVENTS_FD", std::to_string(ends[1]).c_str(), 1);
  RunningProgram grader({(fixture.root() / "build/course/twice_test").string()}, fixture.root());
  unsetenv("INTERLEAVE_EVENTS_FD");
  close(ends[1]);

  grader.wait_until([&] { return has_watched(grader.process()); });
  std::string said;
  std::array<char, 4096> block{};
  for (ssize_t n = 0; (n = read(ends[0], block.data(), block.size())) > 0;) {
    said.append(block.data(), static_cast<std::size_t>(n));
  }
  close(ends[0]);
  EXPECT_EQ(grader.wait().code, 0);
  EXPECT_EQ(said.find("stall"), std::string::npos) << said;
  EXPECT_NE(said.find("Twice.OfZeroIsZero"), std::string::npos) << said;
}

}  // namespace
