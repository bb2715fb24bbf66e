#include "course/safe_names.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "judge/utf8.hpp"

namespace {

using interleave::safe_name;
using interleave::safe_names;
using Names = std::vector<std::string>;

TEST(SafeName, KeepsWhatIsSafe) { EXPECT_EQ(safe_name("alice_2.final-1"), "alice_2.final-1"); }

TEST(SafeName, IsNoOtherFolderNoHiddenFileNoOptionAndNeverEmpty) {
  EXPECT_EQ(safe_name(""), "_");
  EXPECT_EQ(safe_name("."), "_");
  EXPECT_EQ(safe_name(".."), "_.");
  EXPECT_EQ(safe_name("../../etc/passwd"), "_._.._etc_passwd");
  EXPECT_EQ(safe_name("-rf"), "_rf");
  EXPECT_EQ(safe_name(std::string_view("a\0b\n<\"&%/\\", 10)), "a_b_______");
}

TEST(SafeName, HasOneUnderscoreForEachOtherCharacterValidOrNot) {
  EXPECT_EQ(safe_name("Zoë"), "Zo_");
  EXPECT_EQ(safe_name("李雷"), "__");
  EXPECT_EQ(safe_name("\xFF"), "_");
}

TEST(SafeName, IsShortEnoughForEveryFileSystem) {
  EXPECT_EQ(safe_name(std::string(10'000, 'a')).size(), 100U);
}

TEST(SafeNames, AreDifferentAlsoWhereLettersHaveNoCase) {
  EXPECT_EQ(safe_names({"bob", "Bob", "BOB"}), (Names{"bob-3", "Bob-2", "BOB"}));
  EXPECT_EQ(safe_names({"same", "same"}), (Names{"same", "same-2"}));
}

TEST(SafeNames, LeaveANameThatIsSafeAsItIs) {
  EXPECT_EQ(safe_names({"a b", "a_b", "a_b-2"}), (Names{"a_b-3", "a_b", "a_b-2"}));
}

TEST(SafeNames, DoNotDependOnTheOrder) {
  const Names names{"李", "雷", "a b", "a/b", "a_b", "A_B"};
  std::set<std::pair<std::string, std::string>> expected;
  const Names safe = safe_names(names);
  for (std::size_t i = 0; i < names.size(); ++i) expected.emplace(names[i], safe[i]);
  Names turned = names;
  std::reverse(turned.begin(), turned.end());
  const Names safe_turned = safe_names(turned);
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_TRUE(expected.contains({turned[i], safe_turned[i]})) << turned[i];
  }
}

TEST(Utf8, BytesThatAreNoneAreReplaced) {
  EXPECT_EQ(interleave::valid_utf8("a\xFFz\xC3"), "a\uFFFDz\uFFFD");
  EXPECT_EQ(interleave::valid_utf8("gel\u00E4ufig \U0001F600"), "gel\u00E4ufig \U0001F600");
}

TEST(Utf8, APrefixEndsBetweenCharacters) {
  EXPECT_EQ(interleave::utf8_prefix("a\u00E4b", 2), "a");
  EXPECT_EQ(interleave::utf8_prefix("a\u00E4b", 3), "a\u00E4");
  EXPECT_EQ(interleave::utf8_prefix("short", 100), "short");
}

}  // namespace
