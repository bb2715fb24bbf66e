// The intake in a process of its own: whatever its end, it costs one submission.

#include <gtest/gtest.h>

#include "intake_fixture.hpp"
#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::InputError;
using interleave::Intake;
using interleave::testing_tools::Ended;
using interleave::testing_tools::IntakeTest;
using interleave::testing_tools::pack;

const std::string kSum = "01-fixture/sum_of_both.cpp";

class IntakeChild : public IntakeTest {
 protected:
  Intake take_with(const fs::path& program, const std::string& name = "alice") {
    fs::remove_all(destination());
    return take_in_child(course_, place(name), destination(), program);
  }
  /// A reader that does what the script says; $5 is the destination.
  fs::path script(const std::string& text) const {
    fs::path program = place("reader");
    interleave::write_file(program, "#!/bin/sh\n" + text + "\n");
    fs::permissions(program, fs::perms::owner_all);
    return program;
  }
  fs::path command() const { return fixture_.command({}).front(); }
};

TEST_F(IntakeChild, DoesWhatTheIntakeDoes) {
  put(kSum, "1");
  put("\xff<notes>", "");
  const Intake intake = take_with(command());
  EXPECT_EQ(intake.refused, "");
  EXPECT_EQ(intake.taken, std::vector<std::string>{kSum});
  EXPECT_EQ(intake.ignored, std::vector<std::string>{"\\xff<notes>"});
  EXPECT_EQ(interleave::read_file(destination() / kSum), "1");
  pack(place("bob.zip"), "zip", "none", {{"../x", ""}});
  EXPECT_EQ(take_with(command(), "bob.zip").refused,
            "../x: the path has a \"..\" that may lead out of the submission");
  EXPECT_FALSE(fs::exists(destination()));
}

TEST_F(IntakeChild, TurnsEveryBadEndIntoARefusal) {
  for (const auto& [text, words] :
       {std::pair{"kill -SEGV $$", "the reader was ended by signal 11"},
        std::pair{"yes", "the reader printed more than its limit"},
        std::pair{"for i in 1 2 3 4 5 6 7 8 9; do sleep 99 & done; wait",
                  "the reader started more processes than its limit"},
        std::pair{"head -c 700000000 /dev/zero | tail -c 699999999 | sleep 99",
                  "the reader used more memory than its limit"},
        std::pair{"echo hello", "the reader's report makes no sense"},
        std::pair{"echo '{\"refused\": \"\"}'", "the reader's report makes no sense"}}) {
    const Intake intake =
        take_with(script(std::string("mkdir -p \"$5\"; touch \"$5/half\"; ") + text));
    EXPECT_NE(intake.refused.find(std::string("could not be read: ") + words), std::string::npos)
        << intake.refused;
    EXPECT_FALSE(fs::exists(destination())) << text;
  }
}

TEST_F(IntakeChild, BelievesNoReportThatTheFilesContradict) {
  const std::string says =
      R"(; echo '{"refused": "", "taken": ["01-fixture/twice.cpp"], "ignored": []}')";
  for (const char* text :
       {"ln -s /etc/passwd \"$5/01-fixture/twice.cpp\"", "true",
        "touch \"$5/01-fixture/twice.cpp\" \"$5/other\"", "mkfifo \"$5/01-fixture/twice.cpp\""}) {
    const Intake intake = take_with(script("mkdir -p \"$5/01-fixture\"; " + (text + says)));
    EXPECT_NE(intake.refused.find("makes no sense"), std::string::npos) << text;
    EXPECT_FALSE(fs::exists(destination())) << text;
  }
  EXPECT_EQ(
      take_with(script("mkdir -p \"$5/01-fixture\"; touch \"$5/01-fixture/twice.cpp\"" + says))
          .taken.size(),
      1U);
}

TEST_F(IntakeChild, BlamesTheMachineForWhatIsTheMachines) {
  put(kSum);
  EXPECT_THROW(take_with("/no/such/program"), InputError);
  interleave::write_file(place("file"), "");
  EXPECT_THROW(take_in_child(course_, place(), place("file") / "below", command()), InputError);
  course_.isolation = interleave::Isolation::kBubblewrap;
  EXPECT_THROW(take_in_child(course_, place(), place("file") / "below", command()), InputError);
}

TEST_F(IntakeChild, IsNoCommandForPeople) {
  const Ended help = fixture_.run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_EQ(help.output.find("intake"), std::string::npos) << help.output;
}

}  // namespace
