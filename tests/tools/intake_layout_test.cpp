// Which files of a submission are answers, in directories and archives of each make.

#include <gtest/gtest.h>

#include "intake_fixture.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::Intake;
using interleave::testing_tools::IntakeTest;
using interleave::testing_tools::pack;
using interleave::testing_tools::Packed;
using Names = std::vector<std::string>;

const std::string kSum = "01-fixture/sum_of_both.cpp";
const std::string kTwice = "01-fixture/twice.cpp";
const std::string kLarger = "01-fixture/larger_body.hpp";

class IntakeLayout : public IntakeTest {
 protected:
  /// The same files as a directory, a zip and a tar.
  void expect_taken_from_all(const std::vector<Packed>& entries, const Answers& answers,
                             const Names& ignored) {
    for (const Packed& entry : entries) put(entry.path, entry.content);
    pack(place("alice.zip"), "zip", "none", entries);
    pack(place("alice.tar"), "pax", "none", entries);
    for (const char* name : {"alice", "alice/", "alice.zip", "alice.tar"}) {
      EXPECT_EQ(expect_taken(place(name), answers).ignored, ignored) << name;
    }
  }
};

TEST_F(IntakeLayout, OfTheCourse) {
  expect_taken_from_all({{"lessons/01-fixture/twice.cpp", "2"},
                         {"lessons/01-fixture/sum_of_both.cpp", "1"},
                         {"lessons/01-fixture/larger_body.hpp", "3"},
                         {"lessons/01-fixture/twice.hpp", "a contract"},
                         {"README.md", "read"}},
                        {{kSum, "1"}, {kTwice, "2"}, {kLarger, "3"}},
                        {"README.md", "lessons/01-fixture/twice.hpp"});
}

TEST_F(IntakeLayout, OfADownloadedRepository) {
  expect_taken_from_all({{"repo-main/lessons/01-fixture/sum_of_both.cpp", "1"}}, {{kSum, "1"}}, {});
}

TEST_F(IntakeLayout, OfALessonsFolderAlone) {
  expect_taken_from_all({{"01-fixture/sum_of_both.cpp", "1"}}, {{kSum, "1"}}, {});
}

TEST_F(IntakeLayout, Flat) {
  expect_taken_from_all({{"sum_of_both.cpp", "1"}, {"notes.txt", "n"}, {"more/twice.cpp", "2"}},
                        {{kSum, "1"}}, {"more/twice.cpp", "notes.txt"});
}

TEST_F(IntakeLayout, FlatInTheOnlyFolder) {
  expect_taken_from_all({{"alice/sum_of_both.cpp", "1"},
                         {"alice/deep/twice.cpp", "2"},
                         {"__MACOSX/alice/._sum_of_both.cpp", "resources"},
                         {".DS_Store", "finder"}},
                        {{kSum, "1"}}, {".DS_Store", "__MACOSX/", "alice/deep/twice.cpp"});
}

TEST_F(IntakeLayout, CountsNothingBelowFoldersThatNeverHoldAnswers) {
  expect_taken_from_all({{"lessons/01-fixture/sum_of_both.cpp", "1"},
                         {"solutions/01-fixture/sum_of_both.cpp", "an expert's"},
                         {"tests/01-fixture/starter/sum_of_both.cpp", "the starter"},
                         {"build/01-fixture/sum_of_both.cpp", "a copy"},
                         {".interleave/backups/01-fixture/sum_of_both.cpp", "older"},
                         {".git/01-fixture/sum_of_both.cpp", "git's"}},
                        {{kSum, "1"}}, {".interleave/", "build/", "solutions/", "tests/"});
}

TEST_F(IntakeLayout, WithTheSameAnswerTwice) {
  expect_taken_from_all({{"lessons/01-fixture/sum_of_both.cpp", "1"}, {"sum_of_both.cpp", "1"}},
                        {{kSum, "1"}}, {});
}

TEST_F(IntakeLayout, WithAnswersThatAreNoText) {
  const std::string bytes("\xff\0\xfe", 3);
  expect_taken_from_all({{"sum_of_both.cpp", bytes}, {"twice.cpp", ""}},
                        {{kSum, bytes}, {kTwice, ""}}, {});
}

TEST_F(IntakeLayout, WithAnAnswerAsLargeAsItMayBe) {
  const std::string largest(std::size_t{1} << 20U, 'x');
  expect_taken_from_all({{"sum_of_both.cpp", largest}}, {{kSum, largest}}, {});
}

TEST_F(IntakeLayout, NamesTheFirst200OfWhatItIgnores) {
  std::vector<Packed> entries{{"sum_of_both.cpp", "1"}};
  Names ignored;
  for (int i = 1000; i < 1207; ++i) {
    entries.push_back({std::to_string(i), ""});
    if (ignored.size() < 200) ignored.push_back(std::to_string(i));
  }
  ignored.emplace_back("and 7 more");
  expect_taken_from_all(entries, {{kSum, "1"}}, ignored);
}

TEST_F(IntakeLayout, RefusesTwoAnswersForOneExercise) {
  const std::vector<Packed> entries{{"lessons/01-fixture/sum_of_both.cpp", "1"},
                                    {"lessons/01-fixture/twice.cpp", "2"},
                                    {"old/01-fixture/sum_of_both.cpp", "0"}};
  const std::string words =
      "lessons/01-fixture/sum_of_both.cpp and old/01-fixture/sum_of_both.cpp are both "
      "01-fixture/sum_of_both.cpp, with different contents";
  expect_refused(entries, words);
  for (const Packed& entry : entries) put(entry.path, entry.content);
  expect_refused(place(), words);
}

TEST_F(IntakeLayout, RefusesWhatHoldsNoAnswer) {
  const std::string words =
      "holds none of the course's answer files; expected is for example "
      "lessons/01-fixture/sum_of_both.cpp";
  // The letters of a name are as they are; a copy of the folder is another folder.
  const std::vector<Packed> entries{{"lessons/01-fixture/Sum_Of_Both.cpp", "1"},
                                    {"lessons/01-fixture/sum_of_both.cpp.txt", "1"},
                                    {"lessons/01-FIXTURE/twice.cpp", "2"},
                                    {"01-fixture copy/sum_of_both.cpp", "1"}};
  expect_refused(entries, words);
  expect_refused(std::vector<Packed>{}, words);
  fs::create_directories(place() / "lessons/01-fixture");
  expect_refused(place(), words);
}

TEST_F(IntakeLayout, TakesEveryFormatWhateverItsName) {
  const std::vector<Packed> entries{{"./lessons//01-fixture/./sum_of_both.cpp", "1"},
                                    {"lessons/", "", AE_IFDIR}};
  pack(place("alice.pdf"), "zip", "none", entries);
  expect_taken(place("alice.pdf"), {{kSum, "1"}});
  pack(place("stored.zip"), "zip", "none", entries, "zip:compression=store");
  expect_taken(place("stored.zip"), {{kSum, "1"}});
  for (const char* format : {"ustar", "pax", "gnutar", "v7tar"}) {
    for (const char* filter : {"none", "gzip", "bzip2", "xz", "zstd"}) {
      const fs::path file = place(std::string("alice.") + format + '.' + filter);
      pack(file, format, filter, entries);
      expect_taken(file, {{kSum, "1"}});
    }
  }
}

TEST_F(IntakeLayout, ShowsNamesThatAreNoUtf8Escaped) {
  const std::vector<Packed> entries{
      {"sum_of_both.cpp", "1"}, {"caf@@", "latin-1"}, {"gr\xc3\xbcn", ""}};
  for (const auto& [format, name] :
       {std::pair{"zip", "alice.zip"}, std::pair{"gnutar", "alice.tar"}}) {
    pack(place(name), format, "none", entries);
    // The checksum of a tar's header stays as it is: -1 and +1.
    std::string bytes = interleave::read_file(place(name));
    for (std::size_t at; (at = bytes.find("caf@@")) != std::string::npos;) {
      bytes.replace(at, 5, std::string(format) == "zip" ? "caf\xe9\x1b" : "caf\x7f\x01");
    }
    interleave::write_file(place(name), bytes);
    const Intake intake = expect_taken(place(name), {{kSum, "1"}});
    EXPECT_EQ(
        intake.ignored,
        (Names{std::string(format) == "zip" ? "caf\\xe9\\x1b" : "caf\\x7f\\x01", "gr\xc3\xbcn"}));
  }
  put("sum_of_both.cpp", "1");
  put("caf\xe9\n", "");
  EXPECT_EQ(expect_taken(place(), {{kSum, "1"}}).ignored, Names{"caf\\xe9\\x0a"});
}

}  // namespace
