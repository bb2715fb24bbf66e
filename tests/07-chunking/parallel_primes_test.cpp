#include "parallel_primes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <latch>
#include <limits>
#include <set>
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

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();

constexpr const char* kIdle =
    "unbalanced: a block that nobody has begun waits behind one that takes long, and a worker has "
    "nothing to do. The contract: a thread that is free takes a block that nobody has begun, "
    "whatever the others are doing.";

void ignore(std::uint64_t /*number*/) {}

std::string range(std::uint64_t first, std::uint64_t last) {
  const std::string text = "the primes in [" + std::to_string(first) + ", " + std::to_string(last);
  return text + ')';
}

/// Also in blocks that are larger than the range, and on more workers than there are blocks.
void expect_count(std::uint64_t first, std::uint64_t last, std::size_t count) {
  for (const auto& [block, workers] :
       {std::pair(1U, 1U), std::pair(2U, 3U), std::pair(7U, 2U), std::pair(1000U, 4U)}) {
    const std::size_t found = count_primes(first, last, block, workers, ignore);
    if (found == count) continue;
    expect_equal(found, count,
                 range(first, last) + ", counted in blocks of " + std::to_string(block) + " by " +
                     std::to_string(workers) + " workers");
    return;
  }
}

TEST(ParallelPrimes, OfTheFirstNumbers) {
  expect_count(0, 10, 4);
  expect_count(0, 1, 0);
  expect_count(1, 2, 0);
  expect_count(0, 2, 0);
  expect_count(2, 3, 1);
  expect_count(0, 3, 1);
  expect_count(0, 100, 25);
}

TEST(ParallelPrimes, SquaresOfPrimesAreNone) {
  expect_count(9, 10, 0);
  expect_count(25, 26, 0);
  expect_count(49, 50, 0);
  expect_count(120, 122, 0);
  expect_count(10'201, 10'202, 0);
}

TEST(ParallelPrimes, RangesAroundPrimes) {
  expect_count(7, 7, 0);
  expect_count(7, 8, 1);
  expect_count(6, 7, 0);
  expect_count(97, 102, 2);
  expect_count(90, 97, 0);
}

TEST(ParallelPrimes, OfLargerNumbers) { expect_count(1'000'000, 1'000'100, 6); }

TEST(ParallelPrimes, BeyondThirtyTwoBits) {
  expect_count(4'294'967'290, 4'294'967'300, 1);
  expect_count(4'295'098'369, 4'295'098'370, 0);  // 65537 times 65537
}

// All of these have small divisors: 18446744073709551612, ...13 and ...14.
TEST(ParallelPrimes, NearTheLargestNumber) {
  expect_count(kLargest - 3, kLargest, 0);
  expect_equal(count_primes(kLargest - 3, kLargest, kLargest, 2, ignore), 0U,
               range(kLargest - 3, kLargest) + ", counted in one block as large as its type holds");
}

TEST(ParallelPrimes, ABlockAsLargeAsTheTypeHolds) {
  explore([] {
    CallLog<std::uint64_t> numbers;
    const auto note = [&](std::uint64_t number) { numbers.add(number); };
    expect_equal(count_primes(0, 10, kLargest, 2, note), 4U,
                 range(0, 10) + ", counted in one block as large as its type holds");
    expect_equal(numbers.size(), 10U, "the calls of on_number for ten numbers in one block",
                 "on_number is called once with each number of the range.");
  });
}

TEST(ParallelPrimes, TestsAllNumbersNearTheLargest) {
  explore([] {
    CallLog<std::uint64_t> numbers;
    count_primes(kLargest - 3, kLargest, 2, 2, [&](std::uint64_t number) { numbers.add(number); });
    std::vector<std::uint64_t> all = numbers.entries();
    std::sort(all.begin(), all.end());
    expect_equal(all, std::vector<std::uint64_t>{kLargest - 3, kLargest - 2, kLargest - 1},
                 "the numbers that on_number was called with, sorted",
                 "on_number is called once with each number of the range.");
  });
}

TEST(ParallelPrimes, AnEmptyRangeHasNone) {
  explore([] {
    CallLog<std::uint64_t> numbers;
    const auto note = [&](std::uint64_t number) { numbers.add(number); };
    expect_equal(count_primes(5, 5, 3, 2, note), 0U, range(5, 5));
    expect_equal(numbers.size(), 0U, "the calls of on_number for an empty range",
                 "on_number is called once with each number of the range.");
  });
}

TEST(ParallelPrimes, CountsOnEverySchedule) {
  explore([] { expect_equal(count_primes(2, 5, 1, 2, ignore), 2U, range(2, 5)); });
}

TEST(ParallelPrimes, ThreeWorkersCountOnEverySchedule) {
  explore([] { expect_equal(count_primes(0, 8, 2, 3, ignore), 4U, range(0, 8)); },
          {.schedules = 3'000});
}

TEST(ParallelPrimes, EachNumberIsTestedOnce) {
  explore([] {
    CallLog<std::uint64_t> numbers;
    count_primes(3, 8, 2, 2, [&](std::uint64_t number) { numbers.add(number); });
    std::vector<std::uint64_t> all = numbers.entries();
    std::sort(all.begin(), all.end());
    expect_equal(all, std::vector<std::uint64_t>{3, 4, 5, 6, 7},
                 "the numbers that on_number was called with, sorted",
                 "on_number is called once with each number of the range.");
  });
}

// A block is one worker's, from its first number to its last.
TEST(ParallelPrimes, ABlockStaysOnOneThread) {
  explore(
      [] {
        std::vector<std::thread::id> threads(6);
        count_primes(0, 6, 3, 2, [&](std::uint64_t number) {
          threads.at(number) = std::this_thread::get_id();
        });
        for (const std::size_t begin : {0U, 3U}) {
          expect_that(threads[begin] == threads[begin + 1] && threads[begin] == threads[begin + 2],
                      "the numbers " + std::to_string(begin) + " to " + std::to_string(begin + 2) +
                          " are one block, and were not all tested on one thread. The contract: "
                          "the numbers are handed out in blocks of `block`.");
        }
      },
      {.schedules = 2'000});
}

TEST(ParallelPrimes, WhatOnNumberDidIsVisibleAfterwards) {
  explore([] {
    std::vector<int> seen(3);
    count_primes(0, 3, 1, 2, [&](std::uint64_t number) { seen.at(number) = 1; });
    expect_equal(seen, std::vector{1, 1, 1}, "which numbers had been seen on return",
                 "everything that on_number did is visible to the caller on return.");
  });
}

void expect_refusal(std::uint64_t first, std::uint64_t last, std::uint64_t block,
                    std::size_t workers) {
  bool refused = false;
  try {
    count_primes(first, last, block, workers, ignore);
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  expect_that(refused, "count_primes(" + std::to_string(first) + ", " + std::to_string(last) +
                           ", " + std::to_string(block) + ", " + std::to_string(workers) +
                           ", ...) returned. The contract: std::invalid_argument if first > last, "
                           "if block is 0, or if workers is 0.");
}

TEST(ParallelPrimes, RefusesWhatCannotBeDone) {
  expect_refusal(6, 5, 1, 1);
  expect_refusal(0, 5, 0, 1);
  expect_refusal(0, 5, 1, 0);
  expect_refusal(5, 5, 0, 1);
  expect_refusal(5, 5, 1, 0);
}

TEST(ParallelPrimes, NoMoreBlocksAreUnderWayThanWorkers) {
  explore(
      [] {
        interleave::InsideMeter meter;
        count_primes(0, 4, 1, 2, [&](std::uint64_t) {
          const auto inside = meter.enter();
          std::this_thread::yield();
        });
        expect_that(meter.most() <= 2,
                    "too many at once: " + std::to_string(meter.most()) +
                        " numbers were under way at once, with 2 workers. The contract: as many "
                        "blocks as there are workers, and no more.");
      },
      {.schedules = 2'000});
}

TEST(ParallelPrimesConcurrent, AllWorkersAreAtWorkAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        count_primes(0, 3, 1, 3, [&](std::uint64_t) { meeting.arrive_and_wait(); });
      },
      {.schedules = 500});
}

TEST(ParallelPrimesConcurrent, FewerBlocksThanWorkersAreAllUnderWayAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(2);
        count_primes(0, 4, 2, 5, [&](std::uint64_t number) {
          if (number % 2 == 0) meeting.arrive_and_wait();
        });
      },
      {.schedules = 500});
}

/// `slow`, in a block of its own, takes until all others have been tested.
void expect_others_go_on(std::uint64_t slow) {
  interleave::explain_stall(kIdle);
  explore(
      [=] {
        constexpr std::uint64_t kNumbers = 16;  // many: nobody may take several in advance
        std::atomic<std::uint64_t> left = kNumbers - 1;
        std::atomic<bool> is_first = true;  // whoever tests it twice is told so elsewhere
        std::latch others(1);
        count_primes(0, kNumbers, 1, 2, [&](std::uint64_t number) {
          if (number == slow && is_first.exchange(false)) {
            others.wait();
          } else if (--left == 0) {
            others.count_down();
          }
        });
      },
      {.schedules = 1'000});
}

TEST(ParallelPrimesConcurrent, ASlowFirstBlockHoldsUpNoOther) { expect_others_go_on(0); }

TEST(ParallelPrimesConcurrent, ASlowBlockInTheMiddleHoldsUpNoOther) { expect_others_go_on(3); }

}  // namespace
