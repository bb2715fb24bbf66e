#include "time_limit.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "support/child_programs.hpp"
#include "support/exit_status.hpp"
#include "support/expect.hpp"
#include "support/process_table.hpp"
#include "support/temporary_folder.hpp"
#include "support/watch.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest looks for this name
static void PrintTo(const LimitedEnd& end, std::ostream* out) {
  PrintTo(end.status, out);
  *out << (end.overran ? ", overran" : ", in time");
}

namespace {

using interleave::child_command;
using interleave::child_program;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using interleave::TemporaryFolder;
using std::chrono::hours;
using std::chrono::milliseconds;

using Command = std::vector<std::string>;
using Ends = std::vector<LimitedEnd>;

const LimitedEnd kOverran{{true, SIGKILL}, true};

LimitedEnd in_time(int code) { return {{false, code}, false}; }

/// A clock that stands still until it is moved on.
///
/// Thread-safe, and orders nothing.
class HandClock : public LimitClock {
 public:
  /// `on_wait()` is called before somebody begins to wait for a process that still runs and whose
  /// deadline has not come, and again whenever the clock has been moved.
  explicit HandClock(std::function<void()> on_wait = [] {}) : on_wait_(std::move(on_wait)) {
    for (int& event : moves_) event = eventfd(0, EFD_CLOEXEC);
  }
  ~HandClock() override {
    for (const int event : moves_) close(event);
  }
  HandClock(const HandClock&) = delete;
  HandClock& operator=(const HandClock&) = delete;

  milliseconds now() override { return milliseconds(now_.load()); }

  /// Never back.
  void move_to(milliseconds time) {
    const std::uint64_t one = 1;
    std::int64_t before = now_;
    while (before < time.count() && !now_.compare_exchange_weak(before, time.count())) {
    }
    if (write(moves_.at(moved_.fetch_add(1)), &one, sizeof one) != sizeof one) std::abort();
  }

  bool wait_for_end(pid_t process, milliseconds deadline) override {
    const auto handle = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
    if (handle < 0) {
      fail("wait_for_end was called for process " + std::to_string(process) +
           ", which does not exist. The contract: a child that nobody has waited for.");
      return true;
    }
    bool ended = false;
    while (true) {
      const std::size_t next_move = moved_;
      std::array<pollfd, 2> events{pollfd{handle, POLLIN, 0}, {moves_.at(next_move), POLLIN, 0}};
      poll(events.data(), 1, 0);
      ended = events[0].revents != 0;
      if (ended || now() >= deadline) break;
      on_wait_();
      poll(events.data(), events.size(), -1);
    }
    close(handle);
    return ended;
  }

 private:
  std::function<void()> on_wait_;
  std::atomic<std::int64_t> now_ = 0;  // milliseconds
  std::array<int, 8> moves_{};         // readable from that move of the clock on
  std::atomic<std::size_t> moved_ = 0;
};

Command ends(const std::string& when, const std::vector<std::string>& words) {
  Command command = {child_program("ends"), when};
  command.insert(command.end(), words.begin(), words.end());
  return command;
}

/// Waits until a child has said its number, and returns that.
pid_t number_in(const std::string& fifo) {
  std::ifstream file(fifo);
  pid_t number = 0;
  file >> number;
  return number;
}

bool has_ended(pid_t process) {
  const auto stat = interleave::read_process_stat(process);
  return !stat || stat->state == 'Z';
}

/// A child that ends with a code when it is let go.
class Held {
 public:
  explicit Held(int code) : code_(code), fifo_(folder_.make_fifo("held")) {}

  Command command() const { return ends("last", {std::to_string(code_), fifo_}); }
  void let_go() {
    // Opened and closed: the child reads until nobody holds the other end any more.
    if (!gone_.exchange(true)) std::ofstream(fifo_) << std::flush;
  }

 private:
  TemporaryFolder folder_;
  int code_;
  std::string fifo_;
  std::atomic<bool> gone_ = false;
};

/// How many descriptors of this process are open.
std::ptrdiff_t count_descriptors() {
  const std::scoped_lock lock(interleave::watch_mutex());
  return std::ssize(interleave::numbers_in("/proc/self/fd"));
}

std::string thrown_by(LimitedProcesses& processes, const Command& command, milliseconds limit) {
  try {
    processes.start(command, limit);
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

TEST(TimeLimit, ChildrenThatEndByThemselvesHaveNotOverrun) {
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(child_command({"exit", "3"}), hours(1));
  processes.start(child_command({"exit", "0"}), hours(1));
  processes.start(child_command({"signal", "9"}), hours(1));
  expect_equal(processes.wait_all(), Ends{in_time(3), in_time(0), {{true, SIGKILL}, false}},
               "how three children ended by themselves, the last one by signal 9");
}

TEST(TimeLimit, OneThatOverrunsIsEndedAndReported) {
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(child_command({"forever"}), milliseconds(100));
  clock.move_to(milliseconds(100));
  expect_equal(processes.wait_all(), Ends{kOverran},
               "how a child with a limit of 100 ms ended, when the clock shows 100 ms");
}

TEST(TimeLimit, OneWhoseLimitComesWhileItIsWaitedForIsEnded) {
  HandClock clock([&] {
    // Not before all are started: it may be a thread that has waited since the first start.
    const milliseconds now = clock.now();
    if (now > milliseconds(0) && now < milliseconds(200)) clock.move_to(now + milliseconds(100));
  });
  LimitedProcesses processes(clock);
  processes.start(child_command({"forever"}), milliseconds(200));
  processes.start(child_command({"forever"}), milliseconds(100));
  clock.move_to(milliseconds(1));
  expect_equal(processes.wait_all(), Ends{kOverran, kOverran},
               "how two children with limits of 200 and 100 ms ended, while whose ends were waited "
               "for the clock went on to 200 ms");
}

TEST(TimeLimit, NobodyIsEndedBeforeTheLimit) {
  constexpr milliseconds kNow = hours(500'000);  // 57 years: a clock may have begun in 1970
  Held child(5);
  HandClock clock([&] {
    if (clock.now() == kNow + milliseconds(99)) child.let_go();
  });
  clock.move_to(kNow);
  LimitedProcesses processes(clock);
  processes.start(child.command(), milliseconds(100));
  clock.move_to(kNow + milliseconds(99));
  expect_equal(processes.wait_all(), Ends{in_time(5)},
               "how a child with a limit of 100 ms ended, which ended by itself 99 ms after its "
               "start, on a clock that showed 57 years then");
}

TEST(TimeLimit, TheLimitCountsFromTheStartOfTheChild) {
  Held second(5);
  HandClock clock([&] {
    // Nobody waits for the first one any more: its limit has come.
    if (clock.now() == milliseconds(120)) second.let_go();
  });
  LimitedProcesses processes(clock);
  processes.start(child_command({"forever"}), milliseconds(100));
  clock.move_to(milliseconds(60));
  processes.start(second.command(), milliseconds(100));
  clock.move_to(milliseconds(120));
  expect_equal(
      processes.wait_all(), Ends{kOverran, in_time(5)},
      "how two children with limits of 100 ms ended, one started at 0 ms, which never ends "
      "by itself, and one at 60 ms, which ended by itself at 120 ms");
}

TEST(TimeLimit, OneThatOverrunsIsEndedWhileOthersRun) {
  const TemporaryFolder folder;
  const std::string first = folder.make_fifo("first");
  const std::string third = folder.make_fifo("third");
  const std::string ready = folder.make_fifo("ready");
  HandClock clock;
  LimitedProcesses processes(clock);
  // Must end by 300, 200 and 250 ms, which is the order neither of the starts nor of the limits.
  processes.start(ends("last", {"1", first}), milliseconds(300));
  processes.start(ends("never", {first, third, ready}), milliseconds(200));
  clock.move_to(milliseconds(150));
  processes.start(ends("last", {"3", third}), milliseconds(100));
  number_in(ready);
  clock.move_to(milliseconds(200));
  expect_equal(processes.wait_all(), Ends{in_time(1), kOverran, in_time(3)},
               "how three children ended, of which the second one overruns, and the others end by "
               "themselves when it has been ended");
}

TEST(TimeLimit, OneThatHasEndedInTimeHasNotOverrunHoweverLateThatIsFound) {
  const TemporaryFolder folder;
  const std::string fifo = folder.make_fifo("fifo");
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(ends("first", {"3", fifo}), milliseconds(100));
  const pid_t child = number_in(fifo);
  while (!has_ended(child)) std::this_thread::sleep_for(milliseconds(1));
  clock.move_to(milliseconds(500));
  expect_equal(
      processes.wait_all(), Ends{in_time(3)},
      "how a child ended, which had done so at 0 ms, and was waited for at 500 ms, when its "
      "limit of 100 ms had come",
      "one that has ended by itself has not overrun, no matter how late that is found.");
}

TEST(TimeLimit, TheChildrenOfAChildThatOverrunsAreEndedWithIt) {
  const TemporaryFolder folder;
  const std::string ready = folder.make_fifo("ready");
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(ends("family", {ready}), milliseconds(100));
  number_in(ready);
  clock.move_to(milliseconds(100));
  expect_equal(processes.wait_all(), Ends{kOverran}, "how a child with a child of its own ended");
}

TEST(TimeLimit, OneThatIgnoresSigtermIsEndedToo) {
  const TemporaryFolder folder;
  const std::string ready = folder.make_fifo("ready");
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(ends("stubborn", {ready}), milliseconds(100));
  number_in(ready);
  clock.move_to(milliseconds(100));
  expect_equal(processes.wait_all(), Ends{kOverran}, "how a child ended that ignores SIGTERM",
               "is ended with SIGKILL.");
}

TEST(TimeLimit, EachChildIsReportedOnce) {
  HandClock clock;
  LimitedProcesses processes(clock);
  expect_equal(processes.wait_all(), Ends{}, "the result when nothing was started");
  processes.start(child_command({"exit", "3"}), hours(1));
  expect_equal(processes.wait_all(), Ends{in_time(3)}, "the result for the first child");
  processes.start(child_command({"exit", "4"}), hours(1));
  expect_equal(processes.wait_all(), Ends{in_time(4)}, "the result for a second child, later",
               "all children that were started since it was last called.");
  expect_equal(processes.wait_all(), Ends{}, "the result when nothing was started since");
}

TEST(TimeLimit, EachObjectHasChildrenOfItsOwn) {
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(child_command({"exit", "3"}), hours(1));
  LimitedProcesses others(clock);
  others.start(child_command({"exit", "4"}), hours(1));
  expect_equal(others.wait_all(), Ends{in_time(4)}, "the result of an object with one child",
               "an object waits for the children that it has started.");
  expect_equal(processes.wait_all(), Ends{in_time(3)}, "the result of another one with one child");
}

TEST(TimeLimit, NoDescriptorOfAChildIsKept) {
  HandClock clock;
  LimitedProcesses processes(clock);
  const auto open_after_a_round = [&] {
    processes.start(child_command({"exit", "3"}), hours(1));
    processes.start(child_command({"exit", "4"}), hours(1));
    expect_equal(processes.wait_all(), Ends{in_time(3), in_time(4)}, "how two children ended");
    return count_descriptors();
  };
  const auto before = open_after_a_round();
  const auto after = open_after_a_round();
  expect_that(after <= before,
              "two more children were started and waited for, and " +
                  std::to_string(after - before) +
                  " more descriptors are open now than before. The contract: no descriptor of a "
                  "child is open, once it has been waited for.");
}

TEST(TimeLimit, RefusesWhatCannotBeStarted) {
  const TemporaryFolder folder;
  HandClock clock;
  LimitedProcesses processes(clock);
  const Command exit_with_3 = child_command({"exit", "3"});
  processes.start(exit_with_3, hours(1));
  expect_equal(thrown_by(processes, {"/no/such/program"}, hours(1)), "ENOENT",
               "what was thrown for a program that does not exist");
  expect_equal(thrown_by(processes, {folder.write("text", "no program")}, hours(1)), "EACCES",
               "what was thrown for a file that may not be executed");
  expect_equal(thrown_by(processes, {}, hours(1)), "invalid_argument",
               "what was thrown for a command without words");
  expect_equal(thrown_by(processes, exit_with_3, milliseconds(0)), "invalid_argument",
               "what was thrown for a limit of 0 ms");
  expect_equal(thrown_by(processes, exit_with_3, milliseconds(-1)), "invalid_argument",
               "what was thrown for a limit of -1 ms");
  processes.start(child_command({"forever"}), milliseconds(100));
  clock.move_to(milliseconds(100));
  expect_equal(
      processes.wait_all(), Ends{in_time(3), kOverran},
      "the result when only the first and the last of seven commands could be started, and "
      "the last one has overrun its limit of 100 ms");
}

TEST(TimeLimit, DestructionEndsWhatStillRuns) {
  const TemporaryFolder folder;
  const std::string ready = folder.make_fifo("ready");
  HandClock clock;
  LimitedProcesses processes(clock);
  processes.start(child_command({"forever"}), hours(1));
  processes.start(ends("family", {ready}), hours(1));
  processes.start(child_command({"exit", "3"}), hours(1));
  number_in(ready);
}

TEST(TimeLimitConcurrent, AllChildrenAreUnderWayAtOnce) {
  interleave::ProcessRendezvous meeting(4);
  HandClock clock;
  LimitedProcesses processes(clock);
  for (int child = 0; child < 4; ++child) {
    processes.start(child_command({"meet", meeting.folder()}), hours(1));
  }
  expect_equal(processes.wait_all(), Ends(4, in_time(0)),
               "how the four children ended, which met each other");
}

}  // namespace
