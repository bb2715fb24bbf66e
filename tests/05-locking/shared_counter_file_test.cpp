#include "shared_counter_file.hpp"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "process/child_process.hpp"
#include "support/between_processes.hpp"
#include "support/child_programs.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

namespace {

namespace fs = std::filesystem;
using interleave::ChildEntry;
using interleave::ChildProcess;
using interleave::ExitStatus;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using interleave::see;
using interleave::Seen;
using interleave::Signs;
using interleave::TemporaryFolder;
using Words = std::vector<std::string>;

constexpr const char* kTakeTurns =
    "too many at once: a second call has called `change` while the first one's `change` was still "
    "running. The contract: calls for the same file take turns, in whatever processes and threads "
    "they are made.";

/// A counter in a folder of the test's own.
class Counter {
 public:
  explicit Counter(const std::string& text) { std::ofstream(file_) << text; }
  Counter() = default;

  const fs::path& file() const { return file_; }
  std::string text() const {
    std::ifstream stream(file_);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  fs::path beside(const std::string& name) const { return folder_ / name; }

  void expect_text(const std::string& expected, const std::string& when,
                   const std::string& rule = "") const {
    expect_equal(text(), expected, "what the file holds " + when, rule);
  }
  void expect_nothing_else() const {
    for (const auto& entry : fs::directory_iterator(file_.parent_path())) {
      const std::string name = entry.path().filename();
      expect_that(name == "counter" || name.rfind("counter.", 0) == 0,
                  "the file " + name +
                      " was left beside `counter`. The contract: other files may "
                      "be kept beside it, if their names begin with its name and a dot.");
    }
  }

 private:
  TemporaryFolder folder_;
  fs::path file_ = folder_ / "counter";
};

std::int64_t plus_one(std::int64_t number) { return number + 1; }

// A process that adds one, and says when it begins and when it is inside of `change`. It stays
// there until it is let go, if it is to. SIGUSR1 interrupts what it waits in, and does nothing
// else.
//   FILE BEGINS INSIDE [LEAVE]
const ChildEntry add_one("add_one", [](const Words& words) {
  struct sigaction interrupt {};
  interrupt.sa_handler = [](int) {};
  sigaction(SIGUSR1, &interrupt, nullptr);
  const Signs inside(words.at(2));
  Signs(words.at(1)).give();
  update_counter(words.at(0), [&](std::int64_t number) {
    inside.give();
    if (words.size() > 3) Signs(words.at(3)).take();
    return number + 1;
  });
  return 0;
});

/// One such process.
class Adder {
 public:
  enum class Stays { kNo, kUntilLetGo };

  Adder(const Counter& counter, const std::string& name, Stays stays)
      : begins_(counter.beside("counter." + name + ".begins")),
        inside_(counter.beside("counter." + name + ".inside")),
        leave_(counter.beside("counter." + name + ".leave")),
        child_(command(counter, name, stays)) {
    begins_.take_from(child_.id());  // or has ended, as `look` tells
  }

  /// Whether it is inside of `change`, or waits to get there.
  Seen look() const { return see(child_.id(), child_.id(), inside_); }
  void let_go() const { leave_.give(); }
  void expect_done() {
    const ExitStatus status = child_.wait();
    expect_that(status.succeeded(), "a process that adds one to the counter ended with " +
                                        std::string(status.signalled ? "signal " : "exit code ") +
                                        std::to_string(status.code) + '.');
  }
  void interrupt() { child_.signal(SIGUSR1); }
  /// Whether it has been done without an exception.
  bool is_done() { return child_.wait().succeeded(); }
  void kill() {
    child_.signal(SIGKILL);
    child_.wait();
  }

 private:
  static Words command(const Counter& counter, const std::string& name, Stays stays) {
    const auto path = [&](const char* sign) {
      return counter.beside("counter." + name + sign).string();
    };
    Words words = {counter.file(), path(".begins"), path(".inside")};
    if (stays == Stays::kUntilLetGo) words.push_back(path(".leave"));
    return add_one.command(words);
  }

  Signs begins_;
  Signs inside_;
  Signs leave_;
  ChildProcess child_;
};

/// The next process must not wait for anybody: nobody holds the counter any more. Whether it did
/// not, and has added one.
bool expect_next_goes_on(const Counter& counter, const std::string& after) {
  Adder next(counter, "next", Adder::Stays::kNo);
  if (next.look() == Seen::kWaits) {
    fail("hang: after " + after +
         ", the next process waits, and there is nobody to wait for. The contract: other calls do "
         "not wait for the dead, and nothing is held when a call has returned or thrown.");
    next.kill();
    return false;
  }
  next.expect_done();
  return true;
}

TEST(SharedCounterFile, WritesAndReturnsWhatChangeReturns) {
  const Counter counter("41\n");
  std::vector<std::int64_t> seen;
  const std::int64_t result = update_counter(counter.file(), [&](std::int64_t number) {
    seen.push_back(number);
    return number + 1;
  });
  expect_equal(result, 42, "what update_counter returned");
  expect_equal(seen, std::vector<std::int64_t>{41}, "what change was called with");
  counter.expect_text("42\n", "after 1 was added to 41");
  counter.expect_nothing_else();
}

TEST(SharedCounterFile, AFileThatDoesNotExistCountsAsZero) {
  const Counter counter;
  expect_equal(update_counter(counter.file(), plus_one), 1, "the number after the first call");
  expect_equal(update_counter(counter.file(), plus_one), 2, "the number after the second call");
  counter.expect_text("2\n", "after two calls");
}

TEST(SharedCounterFile, NumbersMayGetShorterAndNegative) {
  const Counter counter("1000");
  update_counter(counter.file(), [](std::int64_t number) { return number - 993; });
  counter.expect_text("7\n", "after 993 was subtracted from 1000");
  update_counter(counter.file(), [](std::int64_t number) { return number - 10; });
  counter.expect_text("-3\n", "after 10 was subtracted from 7");
  expect_equal(update_counter(counter.file(), plus_one), -2, "the number after -3");
}

TEST(SharedCounterFile, NumbersMayBeAsLargeAsTheirTypeAllows) {
  for (const char* text : {"9223372036854775807\n", "-9223372036854775808\n"}) {
    const Counter counter(text);
    update_counter(counter.file(), [](std::int64_t number) { return number; });
    counter.expect_text(text, "after a call that did not change it");
  }
}

TEST(SharedCounterFile, RefusesAFileThatHoldsNoNumber) {
  for (const char* text : {"", "\n", "many\n", "12x\n", "12\n13\n", "12\n\n", " 12\n", "1.5\n",
                           "9223372036854775808\n"}) {
    const Counter counter(text);
    const std::string name = std::string("a file that holds \"") + text + '"';
    bool called = false;
    try {
      update_counter(counter.file(), [&](std::int64_t number) {
        called = true;
        return number;
      });
      fail(name +
           " was taken for a number. The contract: std::runtime_error if the file holds "
           "something else than a number that fits into std::int64_t, or nothing.");
    } catch (const std::runtime_error&) {
    } catch (...) {
      fail("what was thrown for " + name + " is no std::runtime_error.");
    }
    expect_that(!called, "change was called for " + name + '.');
    counter.expect_text(text, "after it was refused", "the file stays as it is.");
  }
}

TEST(SharedCounterFile, AFolderThatDoesNotExistIsASystemError) {
  const Counter counter;
  try {
    update_counter(counter.beside("no-such-folder") / "counter", plus_one);
    fail("a counter in a folder that does not exist was updated, without an exception.");
  } catch (const std::system_error&) {
  } catch (...) {
    fail("what was thrown for a folder that does not exist is no std::system_error.");
  }
}

TEST(SharedCounterFile, AFileThatCannotBeReadIsASystemError) {
  const Counter loop;
  fs::create_symlink("counter", loop.file());  // to itself
  const Counter secret("5000\n");
  fs::permissions(secret.file(), fs::perms::none);
  for (const Counter* counter : {&loop, &secret}) {
    if (access(counter->file().c_str(), R_OK) == 0) continue;  // root may read all
    bool is_refused = false;
    try {
      update_counter(counter->file(), plus_one);
    } catch (const std::system_error&) {
      is_refused = true;
    } catch (const std::exception&) {
    }
    expect_that(is_refused,
                "no std::system_error was thrown for a counter that cannot be read. The contract: "
                "std::system_error if the file cannot be used; only one that does not exist counts "
                "as 0.");
    expect_that(access(counter->file().c_str(), R_OK) != 0,
                "a counter that could not be read was replaced by another file. The contract: the "
                "number stays.");
  }
}

TEST(SharedCounterFile, WhenChangeThrowsTheNumberStays) {
  const Counter counter("5\n");
  bool passed_on = false;
  try {
    update_counter(counter.file(),
                   [](std::int64_t) -> std::int64_t { throw std::out_of_range("no change"); });
  } catch (const std::out_of_range&) {
    passed_on = true;
  }
  expect_that(passed_on, "the exception that change threw was not passed on.");
  counter.expect_text("5\n", "after change has thrown", "if `change` throws, the number stays.");
  expect_next_goes_on(counter, "change has thrown");
}

TEST(SharedCounterFile, WhenChangeThrowsAndThereWasNoFileTheNextCallGoesOn) {
  const Counter counter;
  try {
    update_counter(counter.file(), [](std::int64_t) -> std::int64_t { throw std::exception(); });
  } catch (const std::exception&) {
  }
  if (!expect_next_goes_on(counter, "change has thrown, when there was no file")) return;
  counter.expect_text("1\n", "after the next process has added 1 to 0");
}

TEST(SharedCounterFile, WhileChangeRunsTheFileHoldsTheOldNumber) {
  const Counter counter("5\n");
  std::string meanwhile;
  update_counter(counter.file(), [&](std::int64_t number) {
    meanwhile = counter.text();
    return number + 1;
  });
  expect_that(meanwhile == "5\n" || meanwhile == "5",
              "while change ran, the file held \"" + meanwhile +
                  "\" instead of 5. The contract: whoever reads the file finds a whole number, the "
                  "old one until the new one is there.");
}

// Lets no file grow beyond four bytes: whoever writes more is killed, or gets an error.
//   FILE kill|error
const ChildEntry write_four_bytes("write_four_bytes", [](const Words& words) {
  std::signal(SIGXFSZ, words.at(1) == "kill" ? SIG_DFL : SIG_IGN);
  const rlimit four_bytes{4, 4};
  setrlimit(RLIMIT_FSIZE, &four_bytes);
  try {
    update_counter(words.at(0), [](std::int64_t number) { return number * 1'000'000; });
  } catch (const std::system_error&) {
    return 1;
  }
  return 0;
});

TEST(SharedCounterFile, AProcessThatIsKilledWhileItWritesLeavesAWholeNumber) {
  const Counter counter("5\n");
  ChildProcess(write_four_bytes.command({counter.file(), "kill"})).wait();
  counter.expect_text("5\n", "after a process was killed when it had written 5000 of 5000000",
                      "the file holds the old number or the new one, whole.");
  if (!expect_next_goes_on(counter, "a process was killed while it wrote")) return;
  counter.expect_text("6\n", "after the next process has added 1 to 5",
                      "other calls go on as if the dead had never been there.");
}

TEST(SharedCounterFile, WhenTheNumberCannotBeWrittenTheOldOneStays) {
  const Counter counter("5\n");
  const ExitStatus status =
      ChildProcess(write_four_bytes.command({counter.file(), "error"})).wait();
  expect_equal(status.code, 1,
               "whether a process that can write four bytes only got a std::system_error (1: yes)",
               "std::system_error if the new number cannot be written.");
  counter.expect_text("5\n", "after 5000000 could not be written", "the number stays.");
  expect_next_goes_on(counter, "a process could not write");
}

// Adds one, and is killed before it has.
//   FILE
const ChildEntry die_in_change("die_in_change", [](const Words& words) {
  update_counter(words.at(0), [](std::int64_t number) {
    raise(SIGKILL);
    return number + 1;
  });
  return 0;
});

TEST(SharedCounterFile, AProcessThatIsKilledInChangeKeepsNobodyOut) {
  const Counter counter("5\n");
  const ExitStatus status = ChildProcess(die_in_change.command({counter.file()})).wait();
  expect_equal(status, ExitStatus{true, SIGKILL},
               "the end of a process that kills itself in change");
  counter.expect_text("5\n", "after a process was killed in change");
  if (!expect_next_goes_on(counter, "a process was killed in change")) return;
  counter.expect_text("6\n", "after the next process has added 1 to 5");
}

TEST(SharedCounterFile, ProcessesTakeTurns) {
  const Counter counter("0\n");
  Adder first(counter, "first", Adder::Stays::kUntilLetGo);
  expect_that(first.look() == Seen::kSign, "the first process did not get as far as `change`.");
  Adder second(counter, "second", Adder::Stays::kNo);
  expect_that(second.look() == Seen::kWaits, kTakeTurns);
  first.let_go();
  first.expect_done();
  second.expect_done();
  counter.expect_text("2\n", "after two processes have added 1", "no change is lost.");
}

// Whether a call that is interrupted while it waits fails is open; it does not have the lock.
TEST(SharedCounterFile, ASignalLetsNobodyIn) {
  const Counter counter("0\n");
  Adder first(counter, "first", Adder::Stays::kUntilLetGo);
  expect_that(first.look() == Seen::kSign, "the first process did not get as far as `change`.");
  Adder second(counter, "second", Adder::Stays::kNo);
  expect_that(second.look() == Seen::kWaits, kTakeTurns);
  second.interrupt();
  expect_that(second.look() != Seen::kSign,
              std::string(kTakeTurns) + " A signal had come for the second one while it waited.");
  first.let_go();
  first.expect_done();
  counter.expect_text(second.is_done() ? "2\n" : "1\n",
                      "after two processes, one of which got a signal, have added 1",
                      "no change is lost.");
}

TEST(SharedCounterFile, TheThirdWaitsForTheSecondToo) {
  const Counter counter("0\n");
  Adder first(counter, "first", Adder::Stays::kUntilLetGo);
  expect_that(first.look() == Seen::kSign, "the first process did not get as far as `change`.");
  Adder second(counter, "second", Adder::Stays::kUntilLetGo);
  if (second.look() != Seen::kWaits) {
    fail(kTakeTurns);
    for (Adder* adder : {&first, &second}) adder->kill();
    return;
  }
  first.let_go();
  first.expect_done();
  expect_that(second.look() == Seen::kSign,
              "hang: the second process waits although the first one is done.");
  Adder third(counter, "third", Adder::Stays::kNo);
  expect_that(third.look() == Seen::kWaits,
              "too many at once: a process waited until the first one was done; while its `change` "
              "was running, a third process called `change`, too. The contract: calls for the same "
              "file take turns.");
  second.let_go();
  second.expect_done();
  third.expect_done();
  counter.expect_text("3\n", "after three processes have added 1", "no change is lost.");
}

TEST(SharedCounterFile, ThreadsOfOneProcessTakeTurns) {
  const Counter counter("0\n");
  const Signs first_inside(counter.beside("counter.first.inside"));
  const Signs leave(counter.beside("counter.leave"));
  const Signs second_begins(counter.beside("counter.second.begins"));
  const Signs second_inside(counter.beside("counter.second.inside"));
  std::atomic<pid_t> second_thread = 0;
  const std::jthread first([&] {
    update_counter(counter.file(), [&](std::int64_t number) {
      first_inside.give();
      leave.take();
      return number + 1;
    });
  });
  first_inside.take();
  const std::jthread second([&] {
    second_thread = gettid();
    second_begins.give();
    update_counter(counter.file(), [&](std::int64_t number) {
      second_inside.give();
      return number + 1;
    });
  });
  second_begins.take();
  expect_that(see(getpid(), second_thread, second_inside) == Seen::kWaits, kTakeTurns);
  leave.give();
}

/// `start` starts a process, which then runs on.
void expect_started_process_holds_nothing(const std::function<pid_t()>& start) {
  const Counter counter("0\n");
  pid_t started = 0;
  update_counter(counter.file(), [&](std::int64_t number) {
    started = start();
    return number + 1;
  });
  expect_next_goes_on(counter,
                      "a call has returned whose `change` started a process, which runs on");
  kill(started, SIGKILL);
  waitpid(started, nullptr, 0);
}

TEST(SharedCounterFile, AProcessThatWasStartedInChangeHoldsNothing) {
  expect_started_process_holds_nothing([] {
    pid_t started = 0;
    Words words = interleave::child_command({"forever"});
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn(&started, arguments[0], nullptr, nullptr, arguments.data(), environ);
    return started;
  });
}

TEST(SharedCounterFile, AProcessThatWasForkedInChangeHoldsNoLock) {
  expect_started_process_holds_nothing([] {
    const pid_t forked = fork();
    if (forked == 0) {
      for (;;) pause();
    }
    return forked;
  });
}

// Adds one so many times.
//   FILE COUNT
const ChildEntry add_many("add_many", [](const Words& words) {
  for (int i = std::stoi(words.at(1)); i > 0; --i) update_counter(words.at(0), plus_one);
  return 0;
});

TEST(SharedCounterFile, NoChangeIsLost) {
  const Counter counter("0\n");
  std::vector<ChildProcess> processes;
  for (int i = 0; i < 3; ++i) processes.emplace_back(add_many.command({counter.file(), "20"}));
  {
    const auto add = [&] {
      try {
        for (int i = 0; i < 20; ++i) update_counter(counter.file(), plus_one);
      } catch (const std::exception& error) {
        fail(std::string("a thread that adds to the counter got an exception: ") + error.what());
      }
    };
    const std::jthread one(add);
    const std::jthread two(add);
  }
  for (ChildProcess& process : processes) {
    expect_that(process.wait().succeeded(), "a process that adds to the counter has failed.");
  }
  counter.expect_text("100\n", "after 3 processes and 2 threads have each added 1 for 20 times");
}

TEST(SharedCounterFileConcurrent, CallsForDifferentFilesRunAtOnce) {
  interleave::Rendezvous meeting(2);
  const Counter counter;
  const auto add = [&](const char* name) {
    update_counter(counter.beside(name), [&](std::int64_t number) {
      meeting.arrive_and_wait();
      return number + 1;
    });
  };
  const std::jthread one([&] { add("counter"); });
  const std::jthread two([&] { add("counter2"); });
}

TEST(SharedCounterFileConcurrent, ChangeMayUpdateAnotherFile) {
  const Counter counter;
  const std::int64_t sum = update_counter(counter.beside("tickets.sold"), [&](std::int64_t number) {
    interleave::explain_stall(
        "hang: `change` updates another counter, and waits for ever. The contract: calls for "
        "different files do not wait for each other, and `change` may update another file.");
    const std::int64_t other = update_counter(counter.beside("tickets.returned"), plus_one);
    interleave::explain_stall("");
    return number + 1 + other;
  });
  expect_equal(sum, 2, "the number of a counter that adds another one, both at 1");
}

}  // namespace
