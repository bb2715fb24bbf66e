#include "word_count.hpp"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <latch>
#include <map>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
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

using Counts = std::map<std::string, std::size_t>;

constexpr const char* kWhole =
    "the counts are those of the whole text, whatever chunk_bytes and workers are.";

constexpr const char* kIdle =
    "unbalanced: a chunk that nobody has begun waits behind one that takes long, and a worker has "
    "nothing to do. The contract: a thread that is free takes a chunk that nobody has begun, "
    "whatever the others are doing.";

void ignore(std::size_t /*chunk*/) {}

/// "\n" and the bytes of other characters as a C++ string has them.
std::string shown(std::string_view text) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string all = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x20 && byte < 0x7F) {
      all += letter;
    } else {
      all += std::string("\\x") + kDigits[byte / 16] + kDigits[byte % 16];
    }
  }
  return all + '"';
}

std::string shown(const Counts& counts) {
  std::string all;
  for (const auto& [word, count] : counts) {
    all += (all.empty() ? "" : ", ") + shown(word) + ": " + std::to_string(count);
  }
  return '{' + all + '}';
}

void expect_counts(std::string_view text, const Counts& expected, std::size_t chunk_bytes,
                   std::size_t workers) {
  const Counts counts = count_words(text, chunk_bytes, workers, ignore);
  if (counts == expected) return;
  interleave::fail("the words of " + shown(text) + ", in chunks of " + std::to_string(chunk_bytes) +
                   " bytes on " + std::to_string(workers) + " workers: expected " +
                   shown(expected) + ", got " + shown(counts) + ". The contract: " + kWhole);
}

/// With every chunk size up to one behind the text's; stops at the first that is wrong.
void expect_counts_however_cut(std::string_view text, const Counts& expected) {
  for (std::size_t chunk_bytes = 1; chunk_bytes <= text.size() + 1; ++chunk_bytes) {
    expect_counts(text, expected, chunk_bytes, 1);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(WordCount, OfAWholeText) {
  expect_counts("to be or not to be", {{"be", 2}, {"not", 1}, {"or", 1}, {"to", 2}}, 100, 1);
}

TEST(WordCount, WhereverTheCutsAre) {
  expect_counts_however_cut("to be or not to be", {{"be", 2}, {"not", 1}, {"or", 1}, {"to", 2}});
}

TEST(WordCount, SeparatorsOfAllKindsInARow) {
  expect_counts_however_cut("  a\t\tb\r\nc\rd \n ", {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}});
}

// std::isspace knows some more.
TEST(WordCount, OtherControlCharactersDoNotSeparate) {
  expect_counts_however_cut("a\vb\fc d", {{"a\vb\fc", 1}, {"d", 1}});
}

TEST(WordCount, AWordLongerThanManyChunks) {
  expect_counts_however_cut("a incomprehensibilities b",
                            {{"a", 1}, {"b", 1}, {"incomprehensibilities", 1}});
}

TEST(WordCount, CharactersOfSeveralBytesStayWhole) {
  expect_counts_however_cut("für größe für 😀 x😀", {{"für", 2}, {"größe", 1}, {"😀", 1}, {"x😀", 1}});
}

TEST(WordCount, TheWideSpaceSeparates) {
  expect_counts_however_cut("東京　大阪　東京", {{"大阪", 1}, {"東京", 2}});
  expect_counts_however_cut("　a　　b　", {{"a", 1}, {"b", 1}});
}

// U+3001 is E3 80 81, U+20000 ends in 80 80, U+3C00 is E3 B0 80: parts of a wide space, and none.
TEST(WordCount, CharactersThatShareBytesWithTheWideSpaceDoNot) {
  expect_counts_however_cut("a、b 𠀀c 㰀d", {{"a、b", 1}, {"𠀀c", 1}, {"㰀d", 1}});
}

TEST(WordCount, TextsWithoutWords) {
  explore([] {
    expect_counts("", {}, 3, 2);
    expect_counts(" \n　", {}, 2, 2);
  });
}

TEST(WordCount, AChunkAsLargeAsTheTypeHolds) {
  explore([] { expect_counts("a b a", {{"a", 2}, {"b", 1}}, static_cast<std::size_t>(-1), 2); });
}

/// Words of one to nine characters of one to four bytes; the same every time.
std::string made_up_text(std::size_t words, Counts& counts) {
  std::mt19937 random(2023);
  const std::vector<std::string> letters{"a", "b", "z", "é", "ß", "京", "、", "한", "😀", "𠀀"};
  const std::vector<std::string> separators{" ", "\n", "　", "  ", "\r\n", " \t　"};
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    std::string word;
    for (std::size_t left = random() % 9 + 1; left > 0; --left) {
      word += letters[random() % (left % 2 == 0 ? 2 : letters.size())];
    }
    ++counts[word];
    text += word + separators[random() % separators.size()];
  }
  return text;
}

// Small chunks of a short text: an answer may start a thread for each chunk.
TEST(WordCount, OfALongTextInChunksOfManySizes) {
  for (const auto& [words, chunk_bytes] :
       {std::pair(20, 1), {20, 2}, {20, 3}, {20, 7}, {300, 64}, {2'000, 1'000}}) {
    Counts counts;
    const std::string text = made_up_text(static_cast<std::size_t>(words), counts);
    const Counts found = count_words(text, static_cast<std::size_t>(chunk_bytes), 1, ignore);
    if (found == counts) continue;
    const std::string what = "a text of " + std::to_string(words) + " words in chunks of " +
                             std::to_string(chunk_bytes) + " bytes: ";
    for (const auto& [word, count] : counts) {
      const auto at = found.find(word);
      const std::size_t got = at == found.end() ? 0 : at->second;
      if (got == count) continue;
      expect_equal(got, count, what + "how often " + shown(word) + " occurs", kWhole);
      return;
    }
    interleave::fail(what + "words were found that it does not have. The contract: " + kWhole);
    return;
  }
}

TEST(WordCount, OnEverySchedule) {
  explore([] { expect_counts("b ab a", {{"a", 1}, {"ab", 1}, {"b", 1}}, 3, 2); });
}

TEST(WordCount, TheSameWordInTwoChunksOnEverySchedule) {
  explore([] { expect_counts("ab ab", {{"ab", 2}}, 3, 2); });
}

TEST(WordCount, EachChunkIsCountedOnce) {
  explore([] {
    CallLog<std::size_t> chunks;
    count_words("a bb ccc", 3, 2, [&](std::size_t chunk) { chunks.add(chunk); });
    std::vector<std::size_t> all = chunks.entries();
    std::sort(all.begin(), all.end());
    expect_equal(all, std::vector<std::size_t>{0, 1, 2},
                 "the chunks that on_chunk was called with, for 8 bytes in chunks of 3",
                 "on_chunk is called once with each chunk's number.");
  });
}

TEST(WordCount, WhatOnChunkDidIsVisibleAfterwards) {
  explore([] {
    std::vector<int> seen(2);
    count_words("a b c", 3, 2, [&](std::size_t chunk) { seen.at(chunk) = 1; });
    expect_equal(seen, std::vector{1, 1}, "which chunks had been seen on return",
                 "everything that on_chunk did is visible to the caller on return.");
  });
}

// Far enough from the cuts that no other chunk has a reason to look there.
TEST(WordCount, OnChunkMayWriteTheLettersThatAreCounted) {
  explore([] {
    std::string text = "    a???            b???        ";
    const Counts counts = count_words(text, 16, 2, [&](std::size_t chunk) {
      for (std::size_t letter = 5; letter < 8; ++letter) {
        text.at(16 * chunk + letter) = chunk == 0 ? 'x' : 'y';
      }
    });
    expect_equal(shown(counts), shown({{"axxx", 1}, {"byyy", 1}}),
                 "the counts of two words whose letters on_chunk has written",
                 "on_chunk is called on the thread that counts its words, before it does.");
  });
}

TEST(WordCount, RefusesNoBytesAndNoWorkers) {
  for (const char* text : {"a b", ""}) {
    for (const std::size_t chunk_bytes : {0U, 1U}) {
      bool refused = false;
      try {
        count_words(text, chunk_bytes, 1 - chunk_bytes, ignore);
      } catch (const std::invalid_argument&) {
        refused = true;
      }
      expect_that(refused, "count_words(\"" + std::string(text) + "\", " +
                               std::to_string(chunk_bytes) + ", " +
                               std::to_string(1 - chunk_bytes) +
                               ", ...) returned. The contract: std::invalid_argument if "
                               "chunk_bytes or workers is 0.");
    }
  }
}

TEST(WordCount, NoMoreChunksAreUnderWayThanWorkers) {
  explore(
      [] {
        interleave::InsideMeter meter;
        count_words("a b c d", 2, 2, [&](std::size_t) {
          const auto inside = meter.enter();
          std::this_thread::yield();
        });
        expect_that(meter.most() <= 2,
                    "too many at once: " + std::to_string(meter.most()) +
                        " chunks were under way at once, with 2 workers. The contract: as many "
                        "chunks as there are workers, and no more.");
      },
      {.schedules = 1'000});
}

TEST(WordCountConcurrent, AllWorkersAreAtWorkAtOnce) {
  explore(
      [] {
        interleave::Rendezvous meeting(3);
        count_words("aa bb cc", 3, 3, [&](std::size_t) { meeting.arrive_and_wait(); });
      },
      {.schedules = 300});
}

TEST(WordCountConcurrent, AChunkThatTakesLongHoldsUpNoOther) {
  interleave::explain_stall(kIdle);
  explore(
      [] {
        // Many: nobody may take several chunks in advance.
        const std::string text = "aa bb cc dd ee ff gg hh aa bb cc dd ee ff gg hh";
        std::atomic<int> left = 15;
        std::latch others(1);
        count_words(text, 3, 2, [&](std::size_t chunk) {
          if (chunk == 0) {
            others.wait();
          } else if (--left == 0) {
            others.count_down();
          }
        });
      },
      {.schedules = 500});
}

/// A text of two chunks that cannot be counted one after the other. When a chunk has begun, the
/// page in its middle may not be read; who does so all the same is asked for his thread in a signal
/// handler, and goes on only when the other chunk's page is being read, too.
///
/// One at a time.
class MeetingOfReaders {
 public:
  MeetingOfReaders() {
    void* memory = mmap(nullptr, 2 * chunk_bytes(), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    letters_ = static_cast<char*>(memory);
    for (std::size_t at = 0; at < 2 * chunk_bytes(); ++at) letters_[at] = "ab "[at % 3];
    current = this;
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, &before_);
  }
  ~MeetingOfReaders() {
    sigaction(SIGSEGV, &before_, nullptr);
    current = nullptr;
    munmap(letters_, 2 * chunk_bytes());
  }
  MeetingOfReaders(const MeetingOfReaders&) = delete;
  MeetingOfReaders& operator=(const MeetingOfReaders&) = delete;

  std::string_view text() const { return {letters_, 2 * chunk_bytes()}; }
  std::size_t chunk_bytes() const { return 3 * page_; }  // "ab " goes into it without a rest

  /// For on_chunk.
  void begin(std::size_t chunk) {
    threads_.at(chunk) = std::this_thread::get_id();
    mprotect(middle(chunk), page_, PROT_NONE);
  }

  /// Whether a chunk was read on a thread that it had not begun on.
  bool was_read_elsewhere() const { return elsewhere_; }

 private:
  char* middle(std::size_t chunk) const { return letters_ + chunk * chunk_bytes() + page_; }

  static void on_fault(int /*signal*/, siginfo_t* info, void* /*context*/) {
    const int error = errno;
    if (current == nullptr || !current->arrive(static_cast<const char*>(info->si_addr))) {
      signal(SIGSEGV, SIG_DFL);  // what faults now does so again
    }
    errno = error;
  }

  /// False if `address` is in none of the pages.
  bool arrive(const char* address) {
    for (std::size_t chunk = 0; chunk < threads_.size(); ++chunk) {
      if (address < middle(chunk) || address >= middle(chunk) + page_) continue;
      if (threads_.at(chunk) != std::this_thread::get_id()) elsewhere_ = true;
      meeting_.arrive_and_wait();
      mprotect(middle(chunk), page_, PROT_READ | PROT_WRITE);
      return true;
    }
    return false;
  }

  inline static MeetingOfReaders* current = nullptr;

  const std::size_t page_ = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  char* letters_ = nullptr;
  struct sigaction before_ = {};
  std::array<std::thread::id, 2> threads_;
  std::atomic<bool> elsewhere_ = false;
  interleave::Rendezvous meeting_{2};
};

// Not under the explorer: the answer's own reading decides.
TEST(WordCountConcurrent, TwoChunksAreCountedAtOnce) {
  MeetingOfReaders readers;
  count_words(readers.text(), readers.chunk_bytes(), 2,
              [&](std::size_t chunk) { readers.begin(chunk); });
  expect_that(!readers.was_read_elsewhere(),
              "the words of a chunk were not counted on the thread that on_chunk was called on. "
              "The contract: on_chunk is called on the thread that counts its words, before it "
              "does.");
}

}  // namespace
