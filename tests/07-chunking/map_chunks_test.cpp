#include "map_chunks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <latch>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
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

constexpr const char* kInOrder =
    "the result is what combining the chunks' results from left to right gives.";
constexpr const char* kOnce = "`map` is called once with each chunk.";

constexpr const char* kIdle =
    "unbalanced: a chunk that nobody has begun waits for a call of `map` or `combine` that takes "
    "long, and a worker has nothing to do. The contract: a thread that is free takes a chunk that "
    "nobody has begun, whatever the others are doing.";

/// Items that tell where they stand: 0, 1, 2, ...
std::vector<int> numbers(std::size_t count) {
  std::vector<int> items;
  for (std::size_t i = 0; i < count; ++i) items.push_back(static_cast<int>(i));
  return items;
}

/// "[0 1]": which items a chunk has.
std::string name_of(std::span<const int> chunk) {
  std::string text;
  for (const int item : chunk) text += (text.empty() ? "[" : " ") + std::to_string(item);
  return text.empty() ? "[]" : text + "]";
}

/// Texts one behind the other: associative, and not commutative.
const ChunkedWork& naming() {
  static const ChunkedWork work{name_of, std::plus<>(), ""};
  return work;
}

/// Naming, with something done before each chunk is named.
ChunkedWork after(std::function<void(std::span<const int>)> first) {
  ChunkedWork work = naming();
  work.map = [first = std::move(first)](std::span<const int> chunk) {
    first(chunk);
    return name_of(chunk);
  };
  return work;
}

std::string names(std::size_t items, std::size_t chunk_size) {
  std::string all;
  const std::vector<int> list = numbers(items);
  for (std::size_t first = 0; first < items; first += chunk_size) {
    all += name_of(std::span(list).subspan(first, std::min(chunk_size, items - first)));
  }
  return all;
}

void expect_names(std::size_t items, std::size_t chunk_size, std::size_t workers) {
  expect_equal(map_chunks(numbers(items), chunk_size, workers, naming()), names(items, chunk_size),
               std::to_string(items) + " items in chunks of " + std::to_string(chunk_size) +
                   " on " + std::to_string(workers) + " workers: the names of the chunks",
               kInOrder);
}

TEST(MapChunks, CombinesInTheOrderOfTheChunks) {
  explore([] { expect_names(3, 1, 2); });
}

TEST(MapChunks, TheLastChunkHasWhatIsLeft) {
  explore([] { expect_names(5, 3, 2); });
}

TEST(MapChunks, SizesAroundTheBoundaries) {
  for (const std::size_t items : {1U, 5U, 6U, 7U}) {
    for (const std::size_t chunk_size : {1U, 2U, 5U, 6U, 7U, 100U}) {
      for (const std::size_t workers : {1U, 2U, 9U}) expect_names(items, chunk_size, workers);
    }
  }
}

TEST(MapChunks, AChunkAsLargeAsTheTypeHolds) {
  explore([] { expect_names(3, static_cast<std::size_t>(-1), 2); });
}

TEST(MapChunks, NoItemsGiveTheIdentity) {
  explore([] {
    ChunkedWork work = naming();
    work.identity = "nothing";
    work.map = [](std::span<const int> chunk) {
      interleave::fail("`map` was called with a chunk of " + std::to_string(chunk.size()) +
                       " items, and there are none. The contract: without items the result is "
                       "`identity`.");
      return std::string();
    };
    expect_equal(map_chunks({}, 2, 2, work), std::string("nothing"), "the result of no items",
                 "without items it is `identity`.");
  });
}

// Not the empty text: "" would hide an identity that is left out, or made up.
TEST(MapChunks, CombinesWithTheIdentityThatItIsGiven) {
  explore([] {
    const ChunkedWork smallest{
        [](std::span<const int> chunk) {
          return std::to_string(*std::min_element(chunk.begin(), chunk.end()));
        },
        [](const std::string& left, const std::string& right) {
          return left == "none" ? right : right == "none" ? left : std::min(left, right);
        },
        "none"};
    const std::array items{7, 3, 5};
    expect_equal(map_chunks(items, 1, 2, smallest), std::string("3"),
                 "the smallest of 7, 3 and 5, where the identity is called \"none\"", kInOrder);
  });
}

// Chunk 0 ends after chunk 1 has.
TEST(MapChunks, OrderIsThatOfTheChunksWhenTheFirstEndsLast) {
  explore([] {
    std::latch second_is_through(1);
    const ChunkedWork work = after([&](std::span<const int> chunk) {
      if (chunk.front() == 0) second_is_through.wait();
      if (chunk.front() == 1) second_is_through.count_down();
    });
    expect_equal(map_chunks(numbers(2), 1, 2, work), std::string("[0][1]"),
                 "the names when chunk 0 ended last", kInOrder);
  });
}

TEST(MapChunks, MapsEachChunkOnce) {
  explore([] {
    CallLog<int> begun;
    const ChunkedWork work = after([&](std::span<const int> chunk) { begun.add(chunk.front()); });
    map_chunks(numbers(3), 1, 2, work);
    std::vector<int> calls = begun.entries();
    std::sort(calls.begin(), calls.end());
    expect_equal(calls, std::vector{0, 1, 2}, "the first items of the chunks that were mapped",
                 kOnce);
  });
}

// What `map` writes is plain memory: `combine`, and the caller, may read it.
TEST(MapChunks, WhatMapDidIsVisibleAfterwards) {
  explore([] {
    std::vector<int> mapped(2);
    ChunkedWork work = after(
        [&](std::span<const int> chunk) { mapped.at(static_cast<std::size_t>(chunk[0])) = 1; });
    map_chunks(numbers(2), 1, 2, work);
    expect_equal(mapped, std::vector{1, 1}, "which chunks had been mapped on return",
                 "everything that `map` did is visible to the caller on return.");
  });
}

TEST(MapChunks, AnExceptionOfMapReachesTheCaller) {
  explore([] {
    int ended = 0;
    std::latch other_has_begun(1);
    const ChunkedWork work = after([&](std::span<const int> chunk) {
      if (chunk.front() == 0) {
        other_has_begun.wait();
        throw std::runtime_error("chunk 0");
      }
      other_has_begun.count_down();
      std::this_thread::yield();
      ended = 1;
    });
    std::string caught = "nothing";
    try {
      map_chunks(numbers(2), 1, 2, work);
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    expect_equal(caught, std::string("chunk 0"), "what was thrown to the caller",
                 "if calls of `map` throw, one of their exceptions reaches the caller.");
    expect_equal(ended, 1, "how many other calls had ended when the exception arrived",
                 "it reaches the caller after all calls under way have ended.");
  });
}

// What is thrown need not be a std::exception.
TEST(MapChunks, ExceptionsOfAllChunksEndAsOne) {
  explore([] {
    const ChunkedWork work = after([](std::span<const int> chunk) { throw chunk.front() + 40; });
    int caught = 0;
    try {
      map_chunks(numbers(3), 1, 2, work);
    } catch (int number) {
      caught = number;
    }
    expect_that(caught >= 40 && caught <= 42,
                "of three calls of `map`, which threw the ints 40, 41 and 42, " +
                    (caught == 0 ? "none" : std::to_string(caught)) +
                    " reached the caller. The contract: if calls of `map` throw, one of their "
                    "exceptions reaches the caller.");
  });
}

TEST(MapChunks, AnExceptionOfCombineReachesTheCaller) {
  explore([] {
    ChunkedWork work = naming();
    work.combine = [](const std::string&, const std::string&) -> std::string {
      throw std::runtime_error("combine");
    };
    std::string caught = "nothing";
    try {
      map_chunks(numbers(3), 1, 2, work);
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    expect_equal(
        caught, std::string("combine"), "what was thrown to the caller",
        "if calls of `map` or `combine` throw, one of their exceptions reaches the caller.");
  });
}

void expect_refusal(std::size_t chunk_size, std::size_t workers, std::size_t items) {
  bool refused = false;
  try {
    map_chunks(numbers(items), chunk_size, workers, naming());
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  expect_that(refused, "map_chunks with chunks of " + std::to_string(chunk_size) + " and " +
                           std::to_string(workers) + " workers for " + std::to_string(items) +
                           " items returned. The contract: std::invalid_argument if chunk_size or "
                           "workers is 0.");
}

TEST(MapChunks, RefusesChunksOfNothing) {
  expect_refusal(0, 2, 3);
  expect_refusal(0, 2, 0);
}

TEST(MapChunks, RefusesNoWorkers) {
  expect_refusal(2, 0, 3);
  expect_refusal(2, 0, 0);
}

// All workers take part, and each of them names itself.
TEST(MapChunks, MapsOnNoMoreThreadsThanWorkers) {
  explore(
      [] {
        CallLog<std::thread::id> threads;
        const ChunkedWork work =
            after([&](std::span<const int>) { threads.add(std::this_thread::get_id()); });
        map_chunks(numbers(8), 1, 2, work);
        const std::vector<std::thread::id> all = threads.entries();
        const std::set<std::thread::id> different(all.begin(), all.end());
        expect_that(different.size() <= 2,
                    "`map` was called on " + std::to_string(different.size()) +
                        " different threads, with 2 workers. The contract: on at most `workers` "
                        "different threads.");
      },
      {.schedules = 500});
}

void expect_all_at_once(std::size_t items, std::size_t workers, int at_once) {
  explore(
      [=] {
        interleave::Rendezvous meeting(at_once);
        const ChunkedWork work = after([&](std::span<const int> chunk) {
          if (chunk.front() < at_once) meeting.arrive_and_wait();
        });
        expect_equal(map_chunks(numbers(items), 1, workers, work), names(items, 1),
                     "the names of the chunks", kInOrder);
      },
      {.schedules = 500});
}

TEST(MapChunksConcurrent, AsManyAsWorkersAreInsideAtOnce) { expect_all_at_once(4, 3, 3); }

TEST(MapChunksConcurrent, AllChunksAreInsideAtOnceIfTheyAreFewer) { expect_all_at_once(2, 5, 2); }

// The first chunk goes on until all others have ended: whoever is free must take them.
TEST(MapChunksConcurrent, AChunkThatTakesLongHoldsUpNoOther) {
  interleave::explain_stall(kIdle);
  explore(
      [] {
        constexpr int kChunks = 16;  // many: nobody may take several of them in advance
        std::atomic<int> left = kChunks - 1;
        std::latch others_have_ended(1);
        const ChunkedWork work = after([&](std::span<const int> chunk) {
          if (chunk.front() == 0) {
            others_have_ended.wait();
          } else if (--left == 0) {
            others_have_ended.count_down();
          }
        });
        expect_equal(map_chunks(numbers(kChunks), 1, 2, work), names(kChunks, 1),
                     "the names of the chunks", kInOrder);
      },
      {.schedules = 1'000});
}

// The first call of `combine` goes on until all chunks have been mapped. A worker that makes it is
// not free; the other one is.
TEST(MapChunksConcurrent, ACombineThatTakesLongHoldsUpNoChunk) {
  interleave::explain_stall(kIdle);
  explore(
      [] {
        constexpr int kChunks = 4;
        std::atomic<int> left = kChunks;
        std::atomic<bool> is_first = true;
        std::latch all_are_mapped(1);
        ChunkedWork work = after([&](std::span<const int>) {
          if (--left == 0) all_are_mapped.count_down();
        });
        work.combine = [&](const std::string& text, const std::string& next) {
          if (is_first.exchange(false)) all_are_mapped.wait();
          return text + next;
        };
        expect_equal(map_chunks(numbers(kChunks), 1, 2, work), names(kChunks, 1),
                     "the names of the chunks", kInOrder);
      },
      {.schedules = 1'000});
}

}  // namespace
