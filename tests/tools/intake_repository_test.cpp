// Bare git repositories: what HEAD holds is read, and nothing of the repository's own runs.

#include <gtest/gtest.h>

#include <stdexcept>

#include "intake_fixture.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::Intake;
using interleave::testing_tools::Ended;
using interleave::testing_tools::IntakeTest;
using interleave::testing_tools::RunningProgram;
using Names = std::vector<std::string>;

const std::string kSum = "01-fixture/sum_of_both.cpp";

class IntakeRepository : public IntakeTest {
 protected:
  IntakeRepository() { git({"init", "-q", "-b", "main"}, work()); }

  fs::path work() const { return place("work"); }
  fs::path bare() const { return place("alice.git"); }

  static std::string git(std::vector<std::string> arguments, const fs::path& folder) {
    fs::create_directories(folder);
    arguments.insert(arguments.begin(), {"git", "-c", "user.name=a", "-c", "user.email=a@b", "-c",
                                         "core.hooksPath=/dev/null", "-c", "gc.auto=0"});
    const Ended ended = RunningProgram(arguments, folder).wait();
    if (ended.code != 0) throw std::runtime_error(ended.errors);
    return ended.output.substr(0, ended.output.find('\n'));
  }

  /// Commits what is in the work tree, and makes the bare repository anew.
  void hand_in() const {
    git({"add", "-A", "-f"}, work());
    git({"commit", "-q", "--allow-empty", "-m", "answers"}, work());
    fs::remove_all(bare());
    git({"clone", "-q", "--bare", "--no-hardlinks", work(), bare()}, work());
  }

  void put_in_work(const std::string& path, const std::string& content) const {
    interleave::write_file(work() / path, content);
  }
};

TEST_F(IntakeRepository, GivesWhatHeadHolds) {
  put_in_work("lessons/" + kSum, "1");
  put_in_work("01-fixture/twice.cpp", "");
  put_in_work("tests/" + kSum, "starter");
  put_in_work("gr\xc3\xbcn", "");
  hand_in();
  const Intake intake = expect_taken(bare(), {{kSum, "1"}, {"01-fixture/twice.cpp", ""}});
  EXPECT_EQ(intake.ignored, (Names{"gr\xc3\xbcn", "tests/"}));
  put_in_work("lessons/" + kSum, "2");
  hand_in();
  git({"pack-refs", "--all"}, bare());
  git({"repack", "-q", "-a", "-d"}, bare());
  expect_taken(bare(), {{kSum, "2"}, {"01-fixture/twice.cpp", ""}});
  interleave::write_file(bare() / "HEAD", git({"rev-parse", "HEAD~"}, work()) + '\n');
  expect_taken(bare(), {{kSum, "1"}, {"01-fixture/twice.cpp", ""}});
}

TEST_F(IntakeRepository, TakesACloneAsItLiesThere) {
  put_in_work(kSum, "committed");
  hand_in();
  put_in_work(kSum, "saved");
  EXPECT_TRUE(expect_taken(work(), {{kSum, "saved"}}).ignored.empty());
}

TEST_F(IntakeRepository, IsTakenToARelativeDestinationToo) {
  put_in_work(kSum, "1");
  hand_in();
  const Ended ended = fixture_.run({"intake", bare(), "relative"});
  EXPECT_EQ(ended.json()["refused"], "") << ended.output << ended.errors;
  EXPECT_EQ(interleave::read_file(destination().parent_path() / "relative" / kSum), "1");
}

TEST_F(IntakeRepository, OfOtherHashesIsReadToo) {
  fs::remove_all(work());
  git({"init", "-q", "-b", "main", "--object-format=sha256"}, work());
  put_in_work(kSum, "1");
  hand_in();
  expect_taken(bare(), {{kSum, "1"}});
}

TEST_F(IntakeRepository, RunsNothingOfItsConfiguration) {
  const std::string mark = "touch '" + place("marker").string() + "'; cat";
  put_in_work(kSum, "$Format:%H$ $Id$\n");
  put_in_work("01-fixture/twice.cpp", "2\n");
  put_in_work(".gitattributes",
              "* filter=mark diff=mark export-subst ident\n01-fixture/twice.cpp export-ignore\n");
  hand_in();
  fs::create_directories(bare() / "hooks");
  for (const char* hook : {"post-checkout", "pre-auto-gc", "post-index-change", "fsmonitor"}) {
    interleave::write_file(bare() / "hooks" / hook, "#!/bin/sh\n" + mark + "\n");
    fs::permissions(bare() / "hooks" / hook, fs::perms::all);
  }
  const std::string hooks = (bare() / "hooks").string();
  interleave::write_file(
      bare() / "config",
      "[core]\n\trepositoryformatversion = 1\n\tbare = true\n\tfsmonitor = \"" + mark +
          "\"\n\tsshCommand = \"" + mark + "\"\n\tpager = \"" + mark + "\"\n\teditor = \"" + mark +
          "\"\n\thooksPath = \"" + hooks +
          "\"\n\tattributesFile = /etc/passwd\n[filter \"mark\"]\n" + "\tsmudge = \"" + mark +
          "\"\n\tprocess = \"" + mark + "\"\n\trequired = true\n" +
          "[diff \"mark\"]\n\ttextconv = \"" + mark + "\"\n[uploadpack]\n\tpackObjectsHook = \"" +
          mark + "\"\n[alias]\n\tls-tree = \"!" + mark + "\"\n\tcat-file = \"!" + mark +
          "\"\n[tar \"tar\"]\n\tcommand = \"" + mark + "\"\n[extensions]\n\tunheardOf = true\n" +
          "[include]\n\tpath = /dev/stdin\n");
  interleave::write_file(bare() / "info/attributes", "* filter=mark export-ignore\n");
  expect_taken(bare(), {{kSum, "$Format:%H$ $Id$\n"}, {"01-fixture/twice.cpp", "2\n"}});
  EXPECT_FALSE(fs::exists(place("marker")));
}

TEST_F(IntakeRepository, TakesNoObjectsFromElsewhere) {
  put_in_work(kSum, "another learner's");
  hand_in();
  const std::string commit = git({"rev-parse", "HEAD"}, bare());
  const fs::path thief = place("thief.git");
  git({"init", "-q", "--bare", "-b", "main", thief}, work());
  interleave::write_file(thief / "refs/heads/main", commit + '\n');
  interleave::write_file(thief / "objects/info/alternates", (bare() / "objects").string() + '\n');
  expect_refused(thief, "objects/info/alternates of the repository takes objects from elsewhere");
  fs::remove(thief / "objects/info/alternates");
  expect_refused(thief, "git cannot read the repository");
  fs::remove_all(thief / "objects/pack");
  fs::create_directory_symlink(bare() / "objects/pack", thief / "objects/pack");
  expect_refused(thief, "objects/.../pack of the repository is no file of its own");
}

TEST_F(IntakeRepository, FollowsNoReferenceOutOfItself) {
  put_in_work(kSum, "1");
  hand_in();
  interleave::write_file(place("secret"), "0123456789 secret");
  for (const char* head : {"ref: refs/../../secret", "ref: ../secret", "ref: /etc/passwd",
                           "ref: refs/heads/missing", "ref: HEAD", "hello", ""}) {
    interleave::write_file(bare() / "HEAD", std::string(head) + '\n');
    expect_refused(bare(), "HEAD of the repository");
    EXPECT_EQ(take(bare()).refused.find("0123456789"), std::string::npos);
  }
  interleave::write_file(bare() / "refs/heads/loop", "ref: refs/heads/loop\n");
  interleave::write_file(bare() / "HEAD", "ref: refs/heads/loop\n");
  expect_refused(bare(), "HEAD of the repository leads nowhere");
  fs::remove(bare() / "refs/heads/loop");
  fs::create_symlink(place("secret"), bare() / "refs/heads/loop");
  expect_refused(bare(), "nothing is committed");
}

TEST_F(IntakeRepository, RefusesLinksFoldersAndWhatIsTooLarge) {
  put_in_work(kSum, "1");
  fs::create_symlink("/etc/passwd", work() / "01-fixture/twice.cpp");
  hand_in();
  expect_refused(bare(), "a link that points out of the submission, to /etc/passwd");
  fs::remove(work() / "01-fixture/twice.cpp");
  fs::create_symlink("sum_of_both.cpp", work() / "01-fixture/twice.cpp");
  hand_in();
  expect_refused(bare(), "01-fixture/twice.cpp: is a link");
  fs::remove(work() / "01-fixture/twice.cpp");
  put_in_work("01-fixture/twice.cpp", std::string((1 << 20) + 1, 'x'));
  hand_in();
  expect_refused(bare(), "01-fixture/twice.cpp: is larger than 1048576 bytes");
  put_in_work("01-fixture/twice.cpp", "2");
  put_in_work("big", std::string(65 << 20, 'x'));
  hand_in();
  expect_refused(bare(), "larger than 64 MiB in all");
}

/// Ten folders, each ten times the next: ten thousand million files in eleven objects.
TEST_F(IntakeRepository, RefusesATreeThatMultipliesItself) {
  interleave::write_file(work() / "x", "");
  std::string hash = git({"hash-object", "-w", "x"}, work());
  std::string kind = "100644 blob ";
  for (int level = 0; level < 10; ++level) {
    std::string lines;
    for (int i = 0; i < 10; ++i) lines += kind + hash + '\t' + std::to_string(i) + '\n';
    interleave::write_file(work() / "lines", lines);
    const Ended made = RunningProgram({"sh", "-c", "git mktree --missing < lines"}, work()).wait();
    ASSERT_EQ(made.code, 0) << made.errors;
    hash = made.output.substr(0, made.output.find('\n'));
    kind = "040000 tree ";
  }
  hand_in();
  const std::string commit = git({"commit-tree", "-m", "bomb", hash}, work());
  git({"update-ref", "refs/heads/main", commit}, work());
  fs::remove_all(bare());
  fs::copy(work() / ".git", bare(), fs::copy_options::recursive);
  expect_refused(bare(), "printed more than its limit");
}

TEST_F(IntakeRepository, RefusesOneThatIsEmptyOrDamaged) {
  git({"init", "-q", "--bare", "-b", "main", bare()}, work());
  expect_refused(bare(), "HEAD of the repository is refs/heads/main, where nothing is committed");
  put_in_work(kSum, "1");
  hand_in();
  for (const auto& entry : fs::recursive_directory_iterator(bare() / "objects")) {
    if (!entry.is_regular_file()) continue;
    fs::permissions(entry.path(), fs::perms::owner_all);
    interleave::write_file(entry.path(), "damaged");
  }
  expect_refused(bare(), "git cannot read the repository: it says ");
}

}  // namespace
