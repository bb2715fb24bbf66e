// Submissions that are directories: nothing but regular files of their own is read.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>

#include "intake_fixture.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::Intake;
using interleave::testing_tools::IntakeTest;
using Names = std::vector<std::string>;

const std::string kSum = "01-fixture/sum_of_both.cpp";

class IntakeFolder : public IntakeTest {};

TEST_F(IntakeFolder, RefusesAFifoAtAnAnswersPlaceWithoutWaiting) {
  put(kSum);
  mkfifo((place() / "01-fixture/twice.cpp").c_str(), 0600);
  expect_refused(place(), "01-fixture/twice.cpp: is no regular file");
}

TEST_F(IntakeFolder, IgnoresAFifoElsewhere) {
  put(kSum);
  mkfifo((place() / "fifo").c_str(), 0600);
  EXPECT_EQ(expect_taken(place(), {{kSum, "answer\n"}}).ignored, Names{"fifo"});
}

TEST_F(IntakeFolder, RefusesLinksAtAnAnswersPlaceAndOutOfItself) {
  put(kSum);
  fs::create_symlink("sum_of_both.cpp", place() / "01-fixture/twice.cpp");
  expect_refused(place(), "01-fixture/twice.cpp: is a link; an answer is a file of its own");
  fs::remove(place() / "01-fixture/twice.cpp");
  fs::create_symlink("/etc", place() / "etc");
  expect_refused(place(), "etc: a link that points out of the submission, to /etc");
}

TEST_F(IntakeFolder, DoesNotFollowLinksToFoldersRoundAndRound) {
  put(kSum);
  fs::create_directory_symlink("..", place() / "01-fixture/up");
  fs::create_directory_symlink("01-fixture", place() / "02-copy");
  EXPECT_EQ(expect_taken(place(), {{kSum, "answer\n"}}).ignored,
            (Names{"01-fixture/up", "02-copy"}));
}

TEST_F(IntakeFolder, RefusesAFolderAtAnAnswersPlace) {
  fs::create_directories(place() / kSum);
  expect_refused(place(), kSum + ": is a folder; an answer is a file");
}

TEST_F(IntakeFolder, RefusesWhatIsTooLarge) {
  put(kSum, std::string((1 << 20) + 1, 'x'));
  expect_refused(place(), kSum + ": is larger than 1048576 bytes");
  put(kSum);
  put("video");
  fs::resize_file(place() / "video", std::uintmax_t{1} << 40U);
  expect_refused(place(), "larger than 64 MiB in all");
}

TEST_F(IntakeFolder, DoesNotEnterWhatHoldsNoAnswers) {
  put(kSum);
  put("build/program");
  fs::resize_file(place() / "build/program", std::uintmax_t{1} << 40U);
  put(".git/config");
  fs::create_symlink("/etc", place() / "build/etc");
  EXPECT_EQ(expect_taken(place(), {{kSum, "answer\n"}}).ignored, Names{"build/"});
}

TEST_F(IntakeFolder, RefusesTooManyEntriesAndTooManyFoldersInEachOther) {
  put(kSum);
  fs::path deep = place();
  for (int i = 0; i < 66; ++i) deep /= "a";
  fs::create_directories(deep);
  expect_refused(place(), "lies more than 64 folders deep");
  fs::remove_all(place() / "a");
  for (int i = 0; i < 20'000; ++i) std::ofstream(place() / std::to_string(i));
  expect_refused(place(), "holds more than 20000 files and folders");
}

TEST_F(IntakeFolder, RefusesASubmissionThatIsALinkOrADevice) {
  put(kSum);
  fs::create_symlink("alice", place("link"));
  expect_refused(place("link"), "is a link or a device");
  expect_refused(place("link/"), "is a link or a device");
  mkfifo(place("fifo").c_str(), 0600);
  expect_refused(place("fifo"), "is a link or a device");
  expect_refused(place("missing"), "cannot be read: No such file");
}

/// A file and a link to a secret change places all the time, also between a look and an opening.
TEST_F(IntakeFolder, NeverReadsThroughALinkThatComesMeanwhile) {
  interleave::write_file(place("secret"), "secret");
  std::atomic<bool> done = false;
  put(kSum);
  fs::create_symlink(place("secret"), place("link"));
  std::thread changes([&] {
    const fs::path answer = place() / kSum;
    const fs::path link = place("link");
    while (!done) renameat2(AT_FDCWD, answer.c_str(), AT_FDCWD, link.c_str(), RENAME_EXCHANGE);
  });
  for (int round = 0; round < 300; ++round) {
    const Intake intake = take(place());
    if (!intake.refused.empty()) continue;
    EXPECT_EQ(interleave::read_file(destination() / kSum), "answer\n");
  }
  done = true;
  changes.join();
}

TEST_F(IntakeFolder, NeedsADestinationOfItsOwn) {
  put(kSum);
  interleave::write_file(destination() / "precious", "");
  EXPECT_THROW(take_in(course_, place(), destination()), interleave::InputError);
  EXPECT_THROW(take_in_child(course_, place(), destination()), interleave::InputError);
  EXPECT_TRUE(fs::exists(destination() / "precious"));
}

}  // namespace
