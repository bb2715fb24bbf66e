#include "merge_sort.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <latch>
#include <ostream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"
#include "support/watch.hpp"

// GoogleTest looks for it beside Record.
// NOLINTNEXTLINE(readability-identifier-naming)
static void PrintTo(const Record& record, std::ostream* out) {
  *out << record.key << '@' << record.origin;
}

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

using Records = std::vector<Record>;
using Parts = std::vector<std::pair<std::size_t, std::size_t>>;

constexpr const char* kSorted =
    "the records are sorted, and equal ones keep their order (key@place before).";
constexpr const char* kHalves =
    "a part of more than `cutoff` records is cut into two halves, the first of the larger size; "
    "`on_part` is called once with each part that is not cut.";

bool by_key(const Record& left, const Record& right) { return left.key < right.key; }
void ignore(std::size_t /*first*/, std::size_t /*last*/) {}

Records records_of(const std::vector<int>& keys) {
  Records records;
  for (const int key : keys) records.push_back({key, static_cast<int>(records.size())});
  return records;
}

SortOptions options(std::size_t cutoff, std::size_t threads) {
  return {by_key, ignore, cutoff, threads};
}

void expect_sorts(const std::vector<int>& keys, std::size_t cutoff, std::size_t threads) {
  Records records = records_of(keys);
  Records expected = records;
  std::stable_sort(expected.begin(), expected.end(), by_key);
  merge_sort(records, options(cutoff, threads));
  expect_equal(records, expected,
               "keys " + testing::PrintToString(keys) + ", cutoff " + std::to_string(cutoff) +
                   ", threads " + std::to_string(threads) + ": the records",
               kSorted);
}

TEST(MergeSort, SortsOnOneThread) {
  for (const auto& keys : std::vector<std::vector<int>>{
           {}, {1}, {2, 1}, {1, 2}, {3, 1, 2}, {1, 1, 1}, {4, 3, 2, 1}, {5, 1, 4, 2, 3}}) {
    for (const std::size_t cutoff : {1U, 2U, 3U, 100U}) expect_sorts(keys, cutoff, 1);
  }
}

TEST(MergeSort, SortsOnTwoThreads) {
  explore([] { expect_sorts({3, 1, 2}, 1, 2); });
}

TEST(MergeSort, SortsOnThreeThreads) {
  explore([] { expect_sorts({4, 3, 2, 1}, 1, 3); }, {.schedules = 2'000});
}

TEST(MergeSort, SortsMoreRecordsThanCanBeExplored) {
  explore([] { expect_sorts({9, 3, 7, 1, 8, 2, 6, 4, 5, 3, 1}, 2, 3); }, {.schedules = 200});
}

TEST(MergeSort, SortsOnMoreThreadsThanParts) {
  explore([] { expect_sorts({2, 3, 1}, 2, 8); });
}

TEST(MergeSort, EqualRecordsKeepTheirOrder) {
  explore([] { expect_sorts({1, 1, 1, 1}, 1, 2); });
}

TEST(MergeSort, EqualRecordsKeepTheirOrderWithinAPart) {
  std::vector<int> keys;
  for (int i = 0; i < 64; ++i) keys.push_back(i % 2);
  expect_sorts(keys, 64, 1);
  expect_sorts(keys, 32, 1);
  expect_sorts(keys, 20, 1);
}

// As many records as make a mistake at any boundary show.
TEST(MergeSort, SortsManyRecords) {
  std::mt19937 random(2023);
  for (const std::size_t count : {63U, 64U, 65U, 100U, 1'000U}) {
    std::vector<int> keys;
    for (std::size_t i = 0; i < count; ++i) keys.push_back(static_cast<int>(random() % 50));
    Records records = records_of(keys);
    Records expected = records;
    std::stable_sort(expected.begin(), expected.end(), by_key);
    merge_sort(records, options(7, 1));
    const auto wrong = std::mismatch(records.begin(), records.end(), expected.begin());
    if (wrong.first == records.end()) continue;
    expect_equal(
        *wrong.first, *wrong.second,
        "record " + std::to_string(wrong.first - records.begin()) + " of " + std::to_string(count),
        kSorted);
  }
}

TEST(MergeSort, SortsByTheOrderThatItIsGiven) {
  explore([] {
    Records records = records_of({1, 3, 2});
    SortOptions backwards = options(1, 2);
    backwards.before = [](const Record& left, const Record& right) { return left.key > right.key; };
    merge_sort(records, backwards);
    expect_equal(records, Records{{3, 1}, {2, 2}, {1, 0}}, "the records, the largest first",
                 kSorted);
  });
}

Parts parts_of(std::size_t records, std::size_t cutoff, std::size_t threads) {
  Records all(records);
  CallLog<std::pair<std::size_t, std::size_t>> parts;
  SortOptions noting = options(cutoff, threads);
  noting.on_part = [&](std::size_t first, std::size_t last) { parts.add({first, last}); };
  merge_sort(all, noting);
  Parts sorted = parts.entries();
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

TEST(MergeSort, PartsOfTheCutOffAreNotCut) {
  explore([] { expect_equal(parts_of(4, 2, 2), Parts{{0, 2}, {2, 4}}, "4 records", kHalves); });
}

TEST(MergeSort, LargerPartsAreCut) {
  expect_equal(parts_of(3, 3, 1), Parts{{0, 3}}, "the parts of 3 records, cutoff 3", kHalves);
  expect_equal(parts_of(4, 3, 1), Parts{{0, 2}, {2, 4}}, "the parts of 4 records, cutoff 3",
               kHalves);
  expect_equal(parts_of(5, 2, 1), Parts{{0, 2}, {2, 3}, {3, 5}}, "the parts of 5 records, cutoff 2",
               kHalves);
  expect_equal(parts_of(7, 1, 1), Parts{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}, {6, 7}},
               "the parts of 7 records, cutoff 1", kHalves);
}

TEST(MergeSort, NoRecordsHaveNoParts) {
  explore([] { expect_equal(parts_of(0, 2, 2), Parts{}, "the parts of no records", kHalves); });
}

// Two records of one part are not compared before the part has been announced.
TEST(MergeSort, APartIsAnnouncedBeforeItIsSorted) {
  explore([] {
    std::array<std::atomic<bool>, 2> announced{};
    Records records = records_of({4, 3, 2, 1});
    SortOptions noting = options(2, 2);
    noting.on_part = [&](std::size_t first, std::size_t) { announced.at(first / 2) = true; };
    noting.before = [&](const Record& left, const Record& right) {
      const int part = left.origin / 2;
      if (part == right.origin / 2 && !announced.at(static_cast<std::size_t>(part))) {
        interleave::fail(
            "`before` was called with both records of a part, and `on_part` had not been called "
            "with it. The contract: it is called before the part is sorted.");
      }
      return left.key < right.key;
    };
    merge_sort(records, noting);
  });
}

TEST(MergeSort, RefusesNoCutOffAndNoThreads) {
  for (const std::size_t records : {0U, 3U}) {
    for (const std::size_t cutoff : {0U, 1U}) {
      Records all(records);
      bool refused = false;
      try {
        merge_sort(all, options(cutoff, 1 - cutoff));
      } catch (const std::invalid_argument&) {
        refused = true;
      }
      expect_that(refused, "merge_sort of " + std::to_string(records) + " records with cutoff " +
                               std::to_string(cutoff) + " and threads " +
                               std::to_string(1 - cutoff) +
                               " returned. The contract: std::invalid_argument if cutoff or "
                               "threads is 0.");
    }
  }
}

/// `thrower` is the part whose on_part throws.
void expect_exception(std::size_t thrower) {
  explore([=] {
    int others = 0;
    Records records = records_of({4, 3, 2, 1});
    SortOptions throwing = options(2, 2);
    throwing.on_part = [&](std::size_t first, std::size_t /*last*/) {
      if (first == thrower) throw std::runtime_error("a part");
      std::this_thread::yield();
      ++others;
    };
    std::string caught = "nothing";
    try {
      merge_sort(records, throwing);
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    expect_equal(caught, std::string("a part"), "what was thrown to the caller",
                 "what `on_part` throws reaches the caller.");
    // Only that it can be read: whether the other part was begun is not specified.
    expect_that(others <= 1, "a part was sorted twice.");
  });
}

TEST(MergeSort, AnExceptionOfTheFirstHalfReachesTheCaller) { expect_exception(0); }

TEST(MergeSort, AnExceptionOfTheSecondHalfReachesTheCaller) { expect_exception(2); }

/// Whoever compares the two keys of this sum, neighbours in the order, throws; and no
/// std::exception. They are records of one part, and nobody can sort without comparing them.
void expect_exception_of_the_order(int sum) {
  explore([=] {
    Records records = records_of({4, 3, 2, 1});
    SortOptions throwing = options(2, 2);
    throwing.before = [=](const Record& left, const Record& right) {
      if (left.key + right.key == sum) throw 42;
      return left.key < right.key;
    };
    int caught = 0;
    try {
      merge_sort(records, throwing);
    } catch (int number) {
      caught = number;
    }
    expect_equal(caught, 42, "the int that was thrown to the caller (0: none)",
                 "what `before` throws reaches the caller.");
  });
}

TEST(MergeSort, AnExceptionOfTheOrderInTheFirstHalfReachesTheCaller) {
  expect_exception_of_the_order(7);
}

TEST(MergeSort, AnExceptionOfTheOrderInTheSecondHalfReachesTheCaller) {
  expect_exception_of_the_order(3);
}

void expect_at_most(std::size_t threads, const std::vector<int>& keys) {
  explore(
      [=] {
        interleave::InsideMeter meter;
        Records records = records_of(keys);
        SortOptions counting = options(1, threads);
        counting.on_part = [&](std::size_t, std::size_t) {
          const auto inside = meter.enter();
          std::this_thread::yield();
        };
        counting.before = [&](const Record& left, const Record& right) {
          const auto inside = meter.enter();
          return left.key < right.key;
        };
        merge_sort(records, counting);
        expect_that(static_cast<std::size_t>(meter.most()) <= threads,
                    "too many at once: " + std::to_string(meter.most()) +
                        " threads sorted or merged at the same time, with threads = " +
                        std::to_string(threads) +
                        ". The contract: at most `threads`, the caller's among them.");
      },
      {.schedules = 2'000});
}

TEST(MergeSort, NoMoreThanOneThreadWorks) { expect_at_most(1, {4, 3, 2, 1}); }

TEST(MergeSort, NoMoreThanTwoThreadsWork) { expect_at_most(2, {4, 3, 2, 1}); }

TEST(MergeSort, NoMoreThanThreeThreadsWork) { expect_at_most(3, {4, 3, 2, 1}); }

// Two halves ask at once while two threads are free: more than one of them needs.
TEST(MergeSort, NoMoreThanFourThreadsWork) { expect_at_most(4, {8, 7, 6, 5, 4, 3, 2, 1}); }

/// So many parts are under way at once, of `parts`.
void expect_at_once(std::size_t parts, std::size_t threads, int at_once) {
  explore(
      [=] {
        interleave::Rendezvous meeting(at_once);
        std::atomic<int> begun = 0;
        Records records(parts);
        SortOptions meeting_parts = options(1, threads);
        meeting_parts.on_part = [&](std::size_t, std::size_t) {
          if (begun++ < at_once) meeting.arrive_and_wait();
        };
        merge_sort(records, meeting_parts);
      },
      {.schedules = 500});
}

TEST(MergeSortConcurrent, TwoThreadsSortAtOnce) { expect_at_once(4, 2, 2); }

TEST(MergeSortConcurrent, ThreeThreadsSortAtOnce) { expect_at_once(8, 3, 3); }

TEST(MergeSortConcurrent, FewerPartsThanThreadsAreAllUnderWayAtOnce) { expect_at_once(4, 6, 4); }

// The first half has two parts, the second one: they need other numbers of threads.
TEST(MergeSortConcurrent, AsManyPartsAsThreadsAreAllUnderWayAtOnce) { expect_at_once(3, 3, 3); }

// The caller's thread, and whoever has ended a half, is free for the next part.
TEST(MergeSortConcurrent, ASlowPartHoldsUpNoOther) {
  interleave::explain_stall(
      "unbalanced: a part that nobody has begun waits until another one has been sorted, and there "
      "is a thread with nothing to do. The contract: as many parts as threads, or all of them if "
      "they are fewer, can be under way at the same time.");
  explore(
      [] {
        std::atomic<int> left = 3;
        std::latch others(1);
        Records records(4);
        SortOptions slow = options(1, 4);
        slow.on_part = [&](std::size_t first, std::size_t) {
          if (first == 0) {
            others.wait();
          } else if (--left == 0) {
            others.count_down();
          }
        };
        merge_sort(records, slow);
      },
      {.schedules = 500});
}

}  // namespace
