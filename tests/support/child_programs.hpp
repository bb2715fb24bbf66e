#pragma once

#include <string>
#include <thread>
#include <vector>

#include "support/rendezvous.hpp"
#include "support/temporary_folder.hpp"

namespace interleave {

/// The path of a program whose source is in the `children` folder of a lesson's graders, or in
/// tests/support/children.
std::string child_program(const std::string& name);

/// Program and arguments of tests/support/children/child.cpp: `child_command({"print", "100000"})`.
std::vector<std::string> child_command(const std::vector<std::string>& arguments);

/// A function of the grader, and through it the answer, for a process of its own: the grader's
/// program is started again and runs nothing else. Registered where it is defined, at namespace
/// scope:
///
///   const ChildEntry increment_once("increment_once", [](const std::vector<std::string>&
///   arguments) {
///     increment(arguments.at(0));
///     return 0;
///   });
///   ...
///   ChildProcess child(increment_once.command({file}));
class ChildEntry {
 public:
  using Function = int (*)(const std::vector<std::string>& arguments);

  ChildEntry(const char* name, Function run);

  /// Program and arguments of a child process that runs the function and exits with what it returns
  /// (exit code 70 if it throws).
  std::vector<std::string> command(const std::vector<std::string>& arguments = {}) const;

  /// For the main function of graders: runs the entry that the arguments name, if they name one.
  /// Does not return then.
  static void run_if_named(int argc, char** argv);

 private:
  const char* name_;
  Function run_;
  const ChildEntry* next_;
};

/// A Rendezvous of child processes, which run `child meet` with `folder()`: each goes on only
/// once `parties` of them are there at once. A stall is reported as "serial" or "too few at once",
/// as with a Rendezvous.
class ProcessRendezvous {
 public:
  /// Requires: parties >= 1.
  explicit ProcessRendezvous(int parties);
  ~ProcessRendezvous();
  ProcessRendezvous(const ProcessRendezvous&) = delete;
  ProcessRendezvous& operator=(const ProcessRendezvous&) = delete;

  const std::string& folder() const { return folder_.path(); }

 private:
  Rendezvous meeting_;
  TemporaryFolder folder_;
  int arrivals_ = -1;    // children write a byte into this FIFO,
  int departures_ = -1;  // and read one from this one
  std::thread server_;
};

}  // namespace interleave
