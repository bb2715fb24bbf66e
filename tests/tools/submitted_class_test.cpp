// The submissions of a class, and what they are called.

#include <gtest/gtest.h>

#include "course/submissions.hpp"
#include "fixture.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::InputError;
using interleave::name_of;
using interleave::names_of;
using interleave::submissions_in;
using interleave::testing_tools::Fixture;
using Names = std::vector<std::string>;

TEST(SubmittedClass, IsEverythingThatIsNotHiddenByName) {
  const Fixture fixture;
  const fs::path folder = fixture.root() / "class";
  for (const char* name :
       {"bob.zip", "Zoe", "alice/x", ".hidden", "\xc3\xa4nne.tar", "notes.txt"}) {
    interleave::write_file(folder / name, "");
  }
  Names names;
  for (const fs::path& each : submissions_in(folder)) names.push_back(each.filename().string());
  EXPECT_EQ(names, (Names{"Zoe", "alice", "bob.zip", "notes.txt", "\xc3\xa4nne.tar"}));
}

TEST(SubmittedClass, ThatIsNotThereIsAnError) {
  const Fixture fixture;
  fs::create_directory(fixture.root() / "empty");
  for (const char* name : {"missing", "empty", "lessons/01-fixture/lesson.json"}) {
    try {
      submissions_in(fixture.root() / name);
      ADD_FAILURE() << name;
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

TEST(SubmittedClass, NamesAreWithoutSuffixes) {
  for (const char* file : {"alice", "alice/", "alice.zip", "alice.ZIP", "class/alice.tar.gz",
                           "alice.tgz", "alice.tar", "alice.tar.zst", "alice.git/"}) {
    EXPECT_EQ(name_of(fs::path(file)), "alice") << file;
  }
  EXPECT_EQ(name_of(fs::path("a.b c.zip")), "a.b c");
  EXPECT_EQ(name_of(fs::path("zip")), "zip");
  EXPECT_EQ(name_of(fs::path("notes.txt")), "notes.txt");
}

TEST(SubmittedClass, NamesThatWouldBeTheSameStayWhole) {
  EXPECT_EQ(names_of({"alice", "alice.zip", "bob.tar"}), (Names{"alice", "alice.zip", "bob"}));
  EXPECT_EQ(names_of({"a.tar", "a.zip"}), (Names{"a.tar", "a.zip"}));
  EXPECT_EQ(names_of({"a", "a.zip", "a.zip.zip"}), (Names{"a", "a.zip", "a.zip.zip"}));
}

}  // namespace
