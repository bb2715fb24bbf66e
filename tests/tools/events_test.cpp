// What graders say of the answers that they run, to a command that listens late.

#include <fcntl.h>
#include <gtest/gtest.h>
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

/// How often the threads of a process, but its first one, have gone to sleep.
std::int64_t sleeps_of_others(pid_t process) {
  const std::string field = "\nvoluntary_ctxt_switches:";
  std::int64_t sum = 0;
  for (const auto& thread : fs::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    if (thread.path().filename() == std::to_string(process)) continue;
    const std::string status = read_file(thread.path() / "status");
    if (const std::size_t at = status.find(field); at != std::string::npos) {
      sum += std::stoll(status.substr(at + field.size()));
    }
  }
  return sum;
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

  // The watch looks each time that it wakes up; two looks were enough for the wrong word.
  constexpr std::int64_t kLooks = 20;
  grader.wait_until([&] { return sleeps_of_others(grader.process()) >= kLooks; });
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
