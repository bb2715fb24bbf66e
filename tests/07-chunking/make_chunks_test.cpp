#include "make_chunks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"
#include "support/expect.hpp"

// GoogleTest looks for it beside Chunk.
// NOLINTNEXTLINE(readability-identifier-naming)
static void PrintTo(const Chunk& chunk, std::ostream* out) {
  *out << '[' << chunk.first << ", " << chunk.last << ')';
}

namespace {

using interleave::expect_equal;
using interleave::expect_that;

using Chunks = std::vector<Chunk>;

constexpr std::size_t kLargest = std::numeric_limits<std::size_t>::max();

std::string call(const char* function, std::size_t first, std::size_t last, std::size_t count) {
  const auto text = [](std::size_t number) {
    return kLargest - number < 100 ? "the largest - " + std::to_string(kLargest - number)
                                   : std::to_string(number);
  };
  return std::string(function) + '(' + text(first) + ", " + text(last) + ", " + text(count) + ')';
}

/// Each index once, in order; says where the first mistake is.
void expect_covers(const Chunks& chunks, std::size_t first, std::size_t last,
                   const std::string& what) {
  std::size_t next = first;
  for (const Chunk& chunk : chunks) {
    if (chunk.first == next && chunk.first < chunk.last && chunk.last <= last) {
      next = chunk.last;
      continue;
    }
    interleave::fail(what + ": a chunk is " + testing::PrintToString(chunk) + " where one from " +
                     std::to_string(next) + " on was due. The contract: each index is in exactly " +
                     "one chunk, they follow one another, and none is empty.");
    return;
  }
  expect_that(next == last, what + ": the indices from " + std::to_string(next) +
                                " on are in no chunk. The contract: each index is in exactly one.");
}

void expect_chunks_of(std::size_t first, std::size_t last, std::size_t size) {
  const std::string what = call("make_chunks", first, last, size);
  const Chunks chunks = make_chunks(first, last, size);
  expect_covers(chunks, first, last, what);
  for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
    if (chunks[i].last - chunks[i].first == size) continue;
    expect_equal(chunks[i].last - chunks[i].first, size,
                 what + ": the size of chunk " + std::to_string(i),
                 "chunks of `size` indices each; only the last one may have fewer.");
    return;
  }
  if (chunks.empty()) return;
  expect_that(chunks.back().last - chunks.back().first <= size,
              what + ": the last chunk is " + testing::PrintToString(chunks.back()) +
                  ". The contract: it has what is left, 1 to `size` indices.");
}

void expect_shares(std::size_t first, std::size_t last, std::size_t parts) {
  const std::string what = call("share_out", first, last, parts);
  const Chunks chunks = share_out(first, last, parts);
  expect_covers(chunks, first, last, what);
  expect_equal(chunks.size(), std::min(parts, last - first), what + ": the number of chunks",
               "`parts` chunks, or one for each index if there are fewer indices.");
  for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
    const std::size_t size = chunks[i].last - chunks[i].first;
    const std::size_t smallest = chunks.back().last - chunks.back().first;
    const std::size_t next = chunks[i + 1].last - chunks[i + 1].first;
    if (size >= next && size - smallest <= 1) continue;
    interleave::fail(what + ": chunk " + std::to_string(i) + " has " + std::to_string(size) +
                     " indices, the next one " + std::to_string(next) + ", the last one " +
                     std::to_string(smallest) +
                     ". The contract: the sizes differ by one at most, the larger ones first.");
    return;
  }
}

TEST(MakeChunks, TheLastChunkHasWhatIsLeft) {
  expect_equal(make_chunks(0, 7, 3), Chunks{{0, 3}, {3, 6}, {6, 7}}, "make_chunks(0, 7, 3)");
}

TEST(MakeChunks, SizesAroundTheBoundaries) {
  for (const std::size_t count : {1U, 2U, 3U, 10U, 11U, 12U}) {
    for (const std::size_t size : {1U, 2U, 9U, 10U, 11U, 12U, 13U, 100U}) {
      expect_chunks_of(5, 5 + count, size);
    }
  }
}

TEST(MakeChunks, AnEmptyRangeHasNoChunks) {
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, kLargest}) {
    expect_equal(make_chunks(at, at, 3), Chunks{}, call("make_chunks", at, at, 3));
    expect_equal(share_out(at, at, 3), Chunks{}, call("share_out", at, at, 3));
  }
}

TEST(MakeChunks, NearTheLargestIndex) {
  for (const std::size_t size : {std::size_t{3}, std::size_t{7}, kLargest}) {
    expect_chunks_of(kLargest - 7, kLargest, size);
  }
}

TEST(MakeChunks, TheWholeTypeInTwoChunks) {
  const std::size_t half = kLargest / 2;
  expect_equal(make_chunks(0, kLargest, half + 1), Chunks{{0, half + 1}, {half + 1, kLargest}},
               call("make_chunks", 0, kLargest, half + 1));
}

TEST(MakeChunks, MoreIndicesThanADoubleCanCount) {
  constexpr std::size_t kSize = std::size_t{1} << 59U;
  expect_chunks_of(0, 2 * kSize + 1, kSize);
}

TEST(MakeChunks, SharesDifferByOneAtMost) {
  expect_equal(share_out(0, 7, 3), Chunks{{0, 3}, {3, 5}, {5, 7}}, "share_out(0, 7, 3)");
  for (const std::size_t count : {1U, 2U, 3U, 10U, 11U, 12U, 100U}) {
    for (const std::size_t parts : {1U, 2U, 3U, 7U, 9U, 10U, 11U}) {
      expect_shares(5, 5 + count, parts);
    }
  }
}

TEST(MakeChunks, MorePartsThanIndicesIsOneForEach) {
  expect_equal(share_out(4, 6, 5), Chunks{{4, 5}, {5, 6}}, "share_out(4, 6, 5)");
  expect_equal(share_out(4, 6, kLargest), Chunks{{4, 5}, {5, 6}},
               call("share_out", 4, 6, kLargest));
}

TEST(MakeChunks, SharesOfTheWholeType) {
  expect_shares(0, kLargest, 7);
  expect_shares(1, kLargest, 64);
  expect_shares(kLargest - 10, kLargest, 4);
}

TEST(MakeChunks, RefusesWhatCannotBeCut) {
  const std::vector<std::pair<const char*, void (*)()>> calls{
      {"make_chunks(0, 5, 0)", [] { make_chunks(0, 5, 0); }},
      {"make_chunks(5, 5, 0)", [] { make_chunks(5, 5, 0); }},
      {"make_chunks(6, 5, 1)", [] { make_chunks(6, 5, 1); }},
      {"share_out(0, 5, 0)", [] { share_out(0, 5, 0); }},
      {"share_out(5, 5, 0)", [] { share_out(5, 5, 0); }},
      {"share_out(6, 5, 1)", [] { share_out(6, 5, 1); }}};
  for (const auto& [text, run] : calls) {
    bool refused = false;
    try {
      run();
    } catch (const std::invalid_argument&) {
      refused = true;
    }
    expect_that(refused, std::string(text) +
                             " returned. The contract: std::invalid_argument if first > last, if "
                             "size is 0, or if parts is 0.");
  }
}

TEST(MakeChunks, TwoThreadsMayCutAtOnce) {
  interleave::explore([] {
    Chunks mine;
    Chunks of_thread;
    std::thread thread([&] { of_thread = make_chunks(0, 3, 2); });
    mine = share_out(10, 13, 2);
    thread.join();
    expect_equal(of_thread, Chunks{{0, 2}, {2, 3}}, "make_chunks(0, 3, 2) on another thread");
    expect_equal(mine, Chunks{{10, 12}, {12, 13}}, "share_out(10, 13, 2) meanwhile");
  });
}

void expect_undisturbed_by_itself(Chunks (*cut)(std::size_t, std::size_t, std::size_t),
                                  const std::string& name) {
  interleave::explore([=] {
    Chunks of_thread;
    std::thread thread([&] { of_thread = cut(0, 3, 2); });
    const Chunks mine = cut(10, 14, 2);
    thread.join();
    expect_equal(of_thread, Chunks{{0, 2}, {2, 3}}, name + "(0, 3, 2) on another thread");
    expect_equal(mine, Chunks{{10, 12}, {12, 14}}, name + "(10, 14, 2) meanwhile");
  });
}

TEST(MakeChunks, TwoThreadsMayCallMakeChunks) {
  expect_undisturbed_by_itself(make_chunks, "make_chunks");
}

TEST(MakeChunks, TwoThreadsMayCallShareOut) {
  expect_undisturbed_by_itself(share_out, "share_out");
}

}  // namespace
