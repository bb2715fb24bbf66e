#include "judge/files.hpp"

#include <gtest/gtest.h>

#include "fixture.hpp"
#include "judge/errors.hpp"

namespace {

using interleave::InputError;
using interleave::testing_tools::Fixture;

TEST(Files, WritingReplacesAllOfTheContent) {
  const Fixture fixture;
  const auto file = fixture.root() / "new folder" / "file";
  interleave::write_file(file, "a long first content");
  interleave::write_file(file, "second");
  EXPECT_EQ(interleave::read_file(file), "second");
  fixture.expect_nothing_left_behind();
}

TEST(Files, WhatCannotBeWrittenLeavesNothingBehind) {
  const Fixture fixture;
  const auto folder = fixture.root() / "folder in the way";
  std::filesystem::create_directories(folder / "full");
  EXPECT_THROW(interleave::write_file(folder, "content"), InputError);
  fixture.expect_nothing_left_behind();
}

TEST(Files, ReadingWhatIsNoFileNamesIt) {
  const Fixture fixture;
  for (const char* name : {"missing.txt", "lessons"}) {
    try {
      interleave::read_file(fixture.root() / name);
      FAIL() << name << " was read";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(name), std::string::npos) << error.what();
    }
  }
}

TEST(Fingerprint, TellsContentsAndFilesApart) {
  const Fixture fixture;
  fixture.write("a", "1");
  fixture.write("b", "2");
  const auto a = fixture.root() / "a";
  const auto b = fixture.root() / "b";
  EXPECT_NE(interleave::fingerprint("1"), interleave::fingerprint("2"));
  EXPECT_NE(interleave::fingerprint({a, b}), interleave::fingerprint({b, a}));
  EXPECT_EQ(interleave::fingerprint({a, fixture.root() / "missing"}), "");
}

}  // namespace
