#include "numbers_and_letters.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;
using interleave::virtual_now;
using std::chrono::milliseconds;

// Where every sleep ends when it is due, one schedule tells how long the work takes.
constexpr interleave::ExploreOptions kOnTime{
    .schedules = 1, .exact_time = true, .strategy = interleave::Strategy::kRandom};

// Every schedule of two producers, and most of those with a few more threads beside them.
constexpr interleave::ExploreOptions kEnough{.schedules = 2'000};

bool is_number(const std::string& line) {
  return !line.empty() && line[0] >= '0' && line[0] <= '9';
}
bool is_letter(const std::string& line) { return line.size() == 1 && line[0] >= 'A'; }

template <typename Predicate>
std::vector<std::string> only(const std::vector<std::string>& lines, Predicate predicate) {
  std::vector<std::string> found;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(found), predicate);
  return found;
}

/// Where a line's own slot is: numbers, then letters, then everything else. `count` is at most 10.
std::size_t slot_of(const std::string& line, std::size_t count) {
  const auto nth = [&](char first) {
    return std::min<std::size_t>(static_cast<std::size_t>(line[0] - first), count - 1);
  };
  if (is_number(line)) return nth('0');
  if (is_letter(line)) return count + nth('A');
  return 2 * count;
}

TEST(NumbersAndLetters, WritesEachLineOnce) {
  explore(
      [] {
        CallLog<std::string> log;
        numbers_and_letters(2, milliseconds(0), [&](const std::string& line) { log.add(line); });
        std::vector<std::string> lines = log.entries();
        std::sort(lines.begin(), lines.end());
        expect_equal(lines, std::vector<std::string>{"0", "1", "A", "B", "done"},
                     "the lines, sorted", "each line is written exactly once.");
      },
      kEnough);
}

TEST(NumbersAndLetters, KeepsTheOrderOfEachProducer) {
  explore(
      [] {
        CallLog<std::string> log;
        numbers_and_letters(3, milliseconds(0), [&](const std::string& line) { log.add(line); });
        const std::vector<std::string> lines = log.entries();
        expect_equal(only(lines, is_number), std::vector<std::string>{"0", "1", "2"}, "the numbers",
                     "the lines of one producer come in their order.");
        expect_equal(only(lines, is_letter), std::vector<std::string>{"A", "B", "C"}, "the letters",
                     "the lines of one producer come in their order.");
      },
      kEnough);
}

TEST(NumbersAndLetters, WritesANextLineOnlyAfterTheLastReturned) {
  explore(
      [] {
        std::vector<int> returned(5);
        CallLog<std::string> early;
        numbers_and_letters(2, milliseconds(0), [&](const std::string& line) {
          const std::size_t slot = slot_of(line, 2);
          if ((slot == 1 || slot == 3) && returned[slot - 1] == 0) early.add(line);
          std::this_thread::sleep_for(milliseconds(1));
          returned[slot] = 1;
        });
        expect_equal(early.entries(), std::vector<std::string>{},
                     "lines that began before the one before them had returned",
                     "a producer's next call of sink begins after its last one returned.");
      },
      kEnough);
}

TEST(NumbersAndLetters, WritesDoneLast) {
  explore(
      [] {
        std::vector<int> returned(5);
        std::vector<int> returned_at_done;
        numbers_and_letters(2, milliseconds(0), [&](const std::string& line) {
          if (line == "done") {
            returned_at_done = returned;
            return;
          }
          std::this_thread::sleep_for(milliseconds(1));
          returned[slot_of(line, 2)] = 1;
        });
        expect_equal(returned_at_done, std::vector{1, 1, 1, 1, 0},
                     "whether the calls for 0, 1, A, B had returned when \"done\" was written",
                     "the call for \"done\" begins after every other call has returned.");
      },
      kEnough);
}

// Either producer may be the slow one, so a line that waits for one of them only comes too early.
void expect_done_last(bool numbers_are_slow) {
  explore(
      [=] {
        CallLog<std::string> log;
        numbers_and_letters(1, milliseconds(0), [&](const std::string& line) {
          if (line != "done" && is_number(line) == numbers_are_slow) {
            std::this_thread::sleep_for(milliseconds(1));
          }
          log.add(line);
        });
        expect_equal(log.size(), 3U, "the number of lines");
        const std::vector<std::string> lines = log.entries();
        expect_equal(lines.empty() ? "nothing" : lines.back(), std::string("done"),
                     std::string("the last line when the ") +
                         (numbers_are_slow ? "numbers" : "letters") + " are slow",
                     "\"done\" is the last line.");
      },
      kEnough);
}

TEST(NumbersAndLetters, WritesDoneAfterSlowNumbers) { expect_done_last(true); }

TEST(NumbersAndLetters, WritesDoneAfterSlowLetters) { expect_done_last(false); }

TEST(NumbersAndLetters, PausesBetweenTwoLinesOfAProducer) {
  struct Call {
    std::string line;
    std::chrono::nanoseconds began{};
    std::chrono::nanoseconds returned{};
  };
  constexpr milliseconds kPause(3);
  constexpr milliseconds kLine(5);
  explore(
      [=] {
        CallLog<Call> calls;
        numbers_and_letters(3, kPause, [&](const std::string& line) {
          const std::chrono::nanoseconds began = virtual_now();
          std::this_thread::sleep_for(kLine);
          calls.add({line, began, virtual_now()});
        });
        for (const Call& next : calls.entries()) {
          for (const Call& last : calls.entries()) {
            const std::size_t slot = slot_of(last.line, 3);
            const bool follows = slot != 2 && slot + 1 == slot_of(next.line, 3) && slot < 5;
            expect_that(
                !follows || next.began - last.returned >= kPause,
                "the pause between the lines " + last.line + " and " + next.line +
                    " was shorter than the pause that was asked for. The contract: a "
                    "producer's next call begins at least `pause` after its last one returned.");
          }
        }
      },
      kOnTime);
}

TEST(NumbersAndLetters, WithNoLinesWritesOnlyDone) {
  explore(
      [] {
        CallLog<std::string> log;
        numbers_and_letters(0, milliseconds(1), [&](const std::string& line) { log.add(line); });
        expect_equal(log.entries(), std::vector<std::string>{"done"}, "the lines for count 0");
      },
      kEnough);
}

TEST(NumbersAndLetters, ReachesTheEndOfTheAlphabet) {
  explore(
      [] {
        CallLog<std::string> log;
        numbers_and_letters(26, milliseconds(0), [&](const std::string& line) { log.add(line); });
        const std::vector<std::string> lines = log.entries();
        const std::vector<std::string> numbers = only(lines, is_number);
        const std::vector<std::string> letters = only(lines, is_letter);
        expect_equal(lines.size(), 53U, "the number of lines for count 26");
        expect_equal(numbers.empty() ? "none" : numbers.back(), std::string("25"),
                     "the last number");
        expect_equal(letters.empty() ? "none" : letters.back(), std::string("Z"),
                     "the last letter");
      },
      {.schedules = 50});
}

TEST(NumbersAndLettersConcurrent, BothProducersAreInsideAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(2);
        numbers_and_letters(1, milliseconds(0), [&](const std::string& line) {
          if (line != "done") meeting.arrive_and_wait();
        });
      },
      kEnough);
}

// The first call of one producer does not return before the other producer has written everything.
void hold_a_producer(const std::string& first_line, const std::string& last_line_of_the_other) {
  explore(
      [&] {
        std::latch other_is_through(1);
        CallLog<std::string> log;
        numbers_and_letters(3, milliseconds(1), [&](const std::string& line) {
          if (line == first_line) other_is_through.wait();
          log.add(line);
          if (line == last_line_of_the_other) other_is_through.count_down();
        });
        expect_equal(log.size(), 7U, "the number of lines");
      },
      kEnough);
}

TEST(NumbersAndLettersConcurrent, LettersDoNotWaitForNumbers) { hold_a_producer("0", "C"); }

TEST(NumbersAndLettersConcurrent, NumbersDoNotWaitForLetters) { hold_a_producer("A", "2"); }

// A producer alone needs three lines and two pauses, or three if it pauses after its last line,
// too.
void expect_no_longer_than_one(milliseconds pause, milliseconds line_takes) {
  explore(
      [=] {
        const std::chrono::nanoseconds start = virtual_now();
        numbers_and_letters(3, pause, [&](const std::string& line) {
          if (line != "done") std::this_thread::sleep_for(line_takes);
        });
        const std::chrono::nanoseconds took = virtual_now() - start;
        expect_that(!interleave::time_is_virtual() || took <= 3 * (line_takes + pause),
                    "serial: two producers of three lines took longer than one producer takes for "
                    "its own. The contract: neither ever waits for the other.");
      },
      kOnTime);
}

TEST(NumbersAndLettersConcurrent, BothTakeNoLongerThanOne) {
  expect_no_longer_than_one(milliseconds(3), milliseconds(5));
}

TEST(NumbersAndLettersConcurrent, BothPauseAtOnce) {
  expect_no_longer_than_one(milliseconds(10), milliseconds(1));
}

}  // namespace
