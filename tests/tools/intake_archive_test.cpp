// Archives that mean harm, or were harmed: each is refused with its reason, and nothing is written.

#include <gtest/gtest.h>

#include <random>

#include "intake_fixture.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::Intake;
using interleave::read_file;
using interleave::write_file;
using interleave::testing_tools::IntakeTest;
using interleave::testing_tools::pack;
using interleave::testing_tools::Packed;

constexpr std::int64_t kMiB = 1 << 20;
const Packed kGood{"lessons/01-fixture/sum_of_both.cpp", "answer\n"};

class IntakeArchive : public IntakeTest {
 protected:
  static void change_bytes(const fs::path& file, const std::string& from, const std::string& to,
                           bool everywhere) {
    std::string bytes = read_file(file);
    std::size_t at = bytes.find(from);
    ASSERT_NE(at, std::string::npos);
    for (; at != std::string::npos; at = everywhere ? bytes.find(from) : std::string::npos) {
      bytes.replace(at, from.size(), to);
    }
    write_file(file, bytes);
  }
};

TEST_F(IntakeArchive, RefusesPathsOutOfItself) {
  for (const char* path : {"../sum_of_both.cpp", "lessons/../../01-fixture/sum_of_both.cpp",
                           "01-fixture/../01-fixture/twice.cpp", "x/..", "..\\..\\x", "a\\..\\b"}) {
    expect_refused({kGood, {path, "x"}}, "\"..\"");
  }
  for (const char* path : {"/etc/01-fixture/twice.cpp", "/sum_of_both.cpp", "//x", "\\\\host\\x",
                           "C:\\x", "c:/sum_of_both.cpp"}) {
    expect_refused({kGood, {path, "x"}}, "an absolute path");
  }
}

TEST_F(IntakeArchive, RefusesLinksAtAnAnswersPlaceAndOutOfItself) {
  const std::string at_place = "twice.cpp: is a link; an answer is a file of its own";
  expect_refused({kGood, {"01-fixture/twice.cpp", "", AE_IFLNK, "sum_of_both.cpp"}}, at_place);
  expect_refused({kGood, {"01-fixture/twice.cpp", "", AE_IFREG, kGood.path}}, at_place);
  const std::string out = "a link that points out of the submission, to ";
  expect_refused({kGood, {"01-fixture/twice.cpp", "", AE_IFLNK, "/etc/passwd"}},
                 out + "/etc/passwd");
  expect_refused({kGood, {"a/b", "", AE_IFLNK, "../../etc/passwd"}}, out + "../../etc/passwd");
  expect_refused({kGood, {"a/b", "", AE_IFLNK, "..\\..\\c"}}, out);
  expect_refused({kGood, {"a/b", "", AE_IFREG, "/etc/passwd"}}, out + "/etc/passwd");
  expect_refused({kGood, {"a/b", "", AE_IFREG, "../b"}}, out + "../b");
}

TEST_F(IntakeArchive, RefusesFilesBelowALink) {
  expect_refused({{"01-fixture", "", AE_IFLNK, "/tmp"}, {"01-fixture/twice.cpp", "2"}}, "/tmp");
  expect_refused({{"01-fixture", "", AE_IFLNK, "other"}, {"01-fixture/twice.cpp", "2"}},
                 "01-fixture/twice.cpp: lies below the link 01-fixture");
}

TEST_F(IntakeArchive, IgnoresLinksWithinItself) {
  pack(place("alice.tar"), "pax", "none",
       {kGood, {"a/link", "", AE_IFLNK, "../lessons"}, {"hard", "", AE_IFREG, kGood.path}});
  const Intake intake =
      expect_taken(place("alice.tar"), {{"01-fixture/sum_of_both.cpp", "answer\n"}});
  EXPECT_EQ(intake.ignored, (std::vector<std::string>{"a/link", "hard"}));
}

TEST_F(IntakeArchive, RefusesAnswersThatAreNoFiles) {
  for (const unsigned type : {AE_IFCHR, AE_IFBLK, AE_IFIFO}) {
    expect_refused({kGood, {"01-fixture/twice.cpp", "", type}}, "is no regular file");
  }
  expect_refused({{"01-fixture/twice.cpp/", "", AE_IFDIR}}, "01-fixture/twice.cpp: is a folder");
  expect_refused({kGood, {"twice.cpp/notes.txt", "n"}}, "twice.cpp: is a folder");
}

TEST_F(IntakeArchive, RefusesTheSameAnswerTwiceWithDifferentContents) {
  expect_refused({kGood, {kGood.path, "another\n"}}, "is there twice, with different contents");
  pack(place("alice.zip"), "zip", "none", {kGood, kGood});
  expect_taken(place("alice.zip"), {{"01-fixture/sum_of_both.cpp", "answer\n"}});
}

TEST_F(IntakeArchive, RefusesWhatIsTooLarge) {
  expect_refused({kGood, {"01-fixture/twice.cpp", "x", AE_IFREG, "", kMiB}},
                 "01-fixture/twice.cpp: is larger than 1048576 bytes");
  const std::string bomb = "larger than 64 MiB in all";
  expect_refused({kGood, {"zeros", "", AE_IFREG, "", 65 * kMiB}}, bomb);
  pack(place("bomb"), "ustar", "zstd", {kGood, {"zeros", "", AE_IFREG, "", 1024 * kMiB}});
  expect_refused(place("bomb"), bomb);
  // Sixty-five files of 1 MiB are as bad as one.
  expect_refused(std::vector<Packed>(66, {"twice/zeros", "", AE_IFREG, "", kMiB}), bomb);
}

TEST_F(IntakeArchive, CountsWhatComesAndNotWhatIsSaid) {
  pack(place("bomb.zip"), "zip", "none", {{"zeros", "", AE_IFREG, "", 65 * kMiB}});
  change_bytes(place("bomb.zip"), std::string("\x00\x00\x10\x04", 4),
               std::string("\x10\x00\x00\x00", 4), true);
  expect_refused(place("bomb.zip"), "larger than 64 MiB in all");
}

TEST_F(IntakeArchive, RefusesSparseFilesThatPretendToBeHuge) {
  const std::int64_t terabyte = std::int64_t{1} << 40U;
  for (const char* path : {"01-fixture/twice.cpp", "other"}) {
    expect_refused({kGood, {path, std::string(512, 'x'), AE_IFREG, "", 0, terabyte}},
                   "larger than 64 MiB in all");
  }
}

TEST_F(IntakeArchive, RefusesTooManyEntries) {
  std::vector<Packed> entries(20'001, {"x", ""});
  entries.front() = kGood;
  expect_refused(entries, "holds more than 20000 files and folders");
  pack(place("many"), "ustar", "gzip", std::vector<Packed>(100'000, {"x", ""}));
  expect_refused(place("many"), "holds more than 20000 files and folders");
}

TEST_F(IntakeArchive, RefusesPathsThatAreTooDeepOrTooLong) {
  std::string deep;
  for (int i = 0; i < 64; ++i) deep += "a/";
  expect_refused({kGood, {deep + "a/b", ""}}, "lies more than 64 folders deep");
  expect_refused({kGood, {std::string(4097, 'a'), ""}}, "the path is longer than 4096 bytes");
  pack(place("alice.zip"), "zip", "none", {{kGood}, {deep + "b", ""}});
  expect_taken(place("alice.zip"), {{"01-fixture/sum_of_both.cpp", "answer\n"}});
}

TEST_F(IntakeArchive, RefusesWhatIsEncrypted) {
  for (const char* options : {"zip:encryption=traditional", "zip:encryption=aes256"}) {
    pack(place("alice.zip"), "zip", "none", {kGood}, options);
    expect_refused(place("alice.zip"), kGood.path + ": is encrypted");
  }
}

TEST_F(IntakeArchive, RefusesNamesThatANulByteCutsShort) {
  pack(place("alice.zip"), "zip", "none", {{"twice.cpp@.jpg", "2"}});
  change_bytes(place("alice.zip"), "twice.cpp@", std::string("twice.cpp\0", 10), true);
  expect_refused(place("alice.zip"), "twice.cpp\\x00.jpg: a NUL byte is in the name");
}

TEST_F(IntakeArchive, RefusesAZipWhoseDirectoryDisagrees) {
  pack(place("alice.zip"), "zip", "none", {kGood});
  change_bytes(place("alice.zip"), "sum_of_both.cpp", "sum_of_none.cpp", false);
  expect_refused(place("alice.zip"), "another name in its directory");
}

TEST_F(IntakeArchive, RefusesWhatIsCutShort) {
  std::minstd_rand random(1);
  std::string noise;
  while (noise.size() < 5000) noise += static_cast<char>(random() % 256);
  const std::vector<Packed> entries{kGood, {"01-fixture/twice.cpp", noise}};
  for (const auto& [format, filter] :
       {std::pair{"zip", "none"}, std::pair{"ustar", "none"}, std::pair{"ustar", "gzip"},
        std::pair{"ustar", "xz"}, std::pair{"ustar", "bzip2"}, std::pair{"ustar", "zstd"}}) {
    pack(place("whole"), format, filter, entries);
    const std::string whole = read_file(place("whole"));
    // Where all of a tar's files have been read, what follows is padding.
    for (const std::size_t size : {std::size_t{5000}, std::size_t{2500}, std::size_t{20}}) {
      write_file(place("cut"), whole.substr(0, size));
      expect_refused(place("cut"), "damaged");
    }
  }
}

TEST_F(IntakeArchive, RefusesADamagedContent) {
  pack(place("alice.zip"), "zip", "none", {kGood}, "zip:compression=store");
  change_bytes(place("alice.zip"), "answer\n", "Answer\n", false);
  expect_refused(place("alice.zip"), "a damaged archive: ZIP bad CRC");
}

TEST_F(IntakeArchive, RefusesOtherFormats) {
  const std::string words = "neither a directory, a git repository, nor a zip or tar archive";
  pack(place("alice.7z"), "7zip", "none", {kGood});
  expect_refused(place("alice.7z"), words);
  pack(place("alice.cpio"), "cpio", "none", {kGood});
  expect_refused(place("alice.cpio"), words);
  write_file(place("alice.zip"), "only text, with a name that promises more\n");
  expect_refused(place("alice.zip"), words);
  write_file(place("alice.tar.gz"), "");
  expect_refused(place("alice.tar.gz"), words);
}

TEST_F(IntakeArchive, RefusesWhatIsCompressedTwice) {
  pack(place("inner"), "ustar", "gzip", {kGood});
  pack(place("outer"), "raw", "bzip2", {{"data", read_file(place("inner"))}});
  expect_refused(place("outer"), "is compressed more than once");
}

/// Whatever becomes of an archive on its way, it is taken or refused.
TEST_F(IntakeArchive, SurvivesFlippedBytes) {
  constexpr int kRounds = 150;  // 2,000 and more have been tried
  std::minstd_rand random(1);
  for (const auto& [format, filter] : {std::pair{"zip", "none"}, std::pair{"pax", "none"},
                                       std::pair{"gnutar", "gzip"}, std::pair{"ustar", "xz"}}) {
    pack(place("whole"), format, filter,
         {kGood,
          {"01-fixture/twice.cpp", std::string(3000, 'x')},
          {"link", "", AE_IFLNK, "lessons"},
          {std::string(90, 'n'), "long"}});
    const std::string whole = read_file(place("whole"));
    for (int round = 0; round < kRounds; ++round) {
      std::string bytes = whole;
      for (auto flips = 1 + random() % 4; flips > 0; --flips) {
        bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
      }
      fs::remove(place("changed"));
      write_file(place("changed"), bytes);
      const Intake intake = take(place("changed"));
      ASSERT_EQ(intake.refused.empty(), !intake.taken.empty()) << "round " << round;
      ASSERT_EQ(intake.taken.empty(), !fs::exists(destination())) << "round " << round;
    }
  }
}

}  // namespace
