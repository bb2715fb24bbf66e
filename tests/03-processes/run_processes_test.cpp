#include "run_processes.hpp"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "support/child_programs.hpp"
#include "support/exit_status.hpp"
#include "support/expect.hpp"
#include "support/temporary_folder.hpp"

namespace {

using interleave::child_command;
using interleave::child_program;
using interleave::ExitStatus;
using interleave::expect_equal;
using interleave::fail;
using interleave::TemporaryFolder;

using Command = std::vector<std::string>;
using Ends = std::vector<ExitStatus>;

constexpr const char* kNoSuchProgram = "/no/such/program";

Command note(const std::string& file, const std::vector<std::string>& words) {
  Command command = {child_program("note"), file};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

Command ends(const std::string& when, const std::string& fifo, int code) {
  return {child_program("ends"), when, std::to_string(code), fifo};
}

/// What is wrong with the first command that cannot be started, as run_processes throws it.
std::string thrown_by(const std::vector<Command>& commands) {
  try {
    run_processes(commands);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return "ENOENT";
    if (error.code() == std::errc::permission_denied) return "EACCES";
    return error.what();
  } catch (const std::invalid_argument&) {
    return "invalid_argument";
  } catch (...) {
    return "something else";
  }
  return "nothing";
}

TEST(RunProcesses, ReturnsHowEachEndedInTheOrderOfTheCommands) {
  expect_equal(run_processes({child_command({"exit", "3"}), child_command({"exit", "0"}),
                              child_command({"exit", "255"})}),
               Ends{{false, 3}, {false, 0}, {false, 255}}, "how the three children ended");
}

TEST(RunProcesses, TheOrderIsThatOfTheCommandsWhicheverEndsFirst) {
  const TemporaryFolder folder;
  const std::string fifo = folder.make_fifo("both");
  expect_equal(run_processes({ends("last", fifo, 1), ends("first", fifo, 2)}),
               Ends{{false, 1}, {false, 2}},
               "how the children ended, of which the second one ended first",
               "run_processes returns how they ended, in the order of the commands.");
}

TEST(RunProcesses, ADeathBySignalIsNoExitCode) {
  expect_equal(run_processes({child_command({"exit", "9"}), child_command({"signal", "9"}),
                              child_command({"exit", "134"}), child_command({"abort"}),
                              child_command({"crash"})}),
               Ends{{false, 9}, {true, SIGKILL}, {false, 134}, {true, SIGABRT}, {true, SIGSEGV}},
               "how the children ended, of which the second, fourth and fifth die by a signal");
}

TEST(RunProcesses, ArgumentsReachTheProgramAsTheyAre) {
  const TemporaryFolder folder;
  const std::string file = folder / "notes";
  expect_equal(
      run_processes({note(file, {"two words", "", "$HOME", "*", "it's", "a \"b\"", "; exit 3"})}),
      Ends{{false, 0}}, "how the child ended");
  expect_equal(folder.read("notes"),
               std::string("[two words][][$HOME][*][it's][a \"b\"][; exit 3]\n"),
               "the arguments that reached the child, each in brackets",
               "its arguments reach the program as they are.");
}

TEST(RunProcesses, EachCommandRunsOnce) {
  const TemporaryFolder folder;
  run_processes({note(folder / "a", {"a"}), note(folder / "b", {"b"}), note(folder / "c", {"c"})});
  expect_equal(folder.read("a") + folder.read("b") + folder.read("c"),
               std::string("[a]\n[b]\n[c]\n"), "what the three children wrote into their files",
               "one process for each command, whose work can be seen on return.");
}

TEST(RunProcesses, ProgramsAreFoundInPath) {
  expect_equal(run_processes({{"true"}, {"false"}}), Ends{{false, 0}, {false, 1}},
               "how the programs `true` and `false` ended",
               "a path, or a name to look up in PATH.");
}

TEST(RunProcesses, WithoutCommandsNothingHappens) {
  expect_equal(run_processes({}), Ends{}, "the result for no commands");
}

TEST(RunProcesses, ThrowsWhyAProgramCannotBeStarted) {
  const TemporaryFolder folder;
  expect_equal(thrown_by({{kNoSuchProgram}}), "ENOENT",
               "what was thrown for a program that does not exist");
  expect_equal(thrown_by({{"no-such-program-in-path"}}), "ENOENT",
               "what was thrown for a name that is not in PATH");
  expect_equal(thrown_by({{folder.write("text", "no program")}}), "EACCES",
               "what was thrown for a file that may not be executed");
  expect_equal(thrown_by({{}}), "invalid_argument", "what was thrown for a command without words");
}

TEST(RunProcesses, OneThatCannotBeStartedDoesNotKeepTheOthersFromRunning) {
  const TemporaryFolder folder;
  expect_equal(
      thrown_by({note(folder / "a", {"a"}),
                 {kNoSuchProgram},
                 note(folder / "b", {"b"}),
                 {},
                 note(folder / "c", {"c"})}),
      "ENOENT",
      "what was thrown, when the second of five commands does not exist, and the fourth has "
      "no words");
  expect_equal(folder.read("a") + folder.read("b") + folder.read("c"),
               std::string("[a]\n[b]\n[c]\n"),
               "what the first, the third and the fifth child wrote into their files",
               "a command that cannot be started does not keep the others from running.");
}

TEST(RunProcesses, ThrowsForTheFirstThatCannotBeStarted) {
  const TemporaryFolder folder;
  const std::string text = folder.write("text", "no program");
  expect_equal(thrown_by({{text}, {kNoSuchProgram}, child_command({"exit", "1"})}), "EACCES",
               "what was thrown, when the first may not be executed and the second does not exist",
               "throws what is wrong with the first such command in the list.");
}

TEST(RunProcesses, OtherChildrenOfTheCallerAreLeftToIt) {
  // Not a ChildProcess, which leads a process group of its own: this one is in ours.
  const std::string program = child_program("child");
  std::array<std::string, 3> words = {program, "exit", "5"};
  std::array<char*, 4> arguments = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t other = 0;
  ASSERT_EQ(posix_spawn(&other, program.c_str(), nullptr, nullptr, arguments.data(), environ), 0);
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(other), &ended, WEXITED | WNOWAIT);
  expect_equal(run_processes({child_command({"exit", "3"})}), Ends{{false, 3}},
               "how the child ended, when the caller has another one that ended with 5");
  int status = 0;
  if (waitpid(other, &status, 0) == other) {
    expect_equal(WEXITSTATUS(status), 5, "the exit code of the caller's other child");
  } else {
    fail(
        "the caller waited for another child of its own, and there was none any more: somebody had "
        "taken its exit status. The contract: other children of the caller are not waited for.");
  }
}

TEST(RunProcessesConcurrent, AllAreUnderWayAtOnce) {
  interleave::ProcessRendezvous meeting(9);
  expect_equal(run_processes(std::vector<Command>(
                   9, child_command({"meet", meeting.folder(), "what nobody reads"}))),
               Ends(9), "how the nine children ended, which met each other, and then print a line",
               "What they print does not matter here.");
}

}  // namespace
