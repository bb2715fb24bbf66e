// Counts how often each word occurs in UTF-8 text.

#include "word_count.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <execution>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "peers.hpp"
#include "ways.hpp"

#ifdef INTERLEAVE_HAS_TBB
#include <tbb/blocked_range.h>
#include <tbb/parallel_reduce.h>
#endif

namespace {

using Words = std::map<std::string, std::size_t>;
using Chunks = std::vector<std::string_view>;

constexpr std::size_t kLargest = std::size_t{64} << 20;  // bytes
constexpr std::size_t kChunk = std::size_t{1} << 20;

/// Words of one to three syllables, some rare and some common, with separators of all kinds.
std::string make_text() {
  const std::vector<std::string> syllables = {
      "ka", "lo", "mi", "\u00e9t\u00e9", "\ud55c", "\uae00", "ne", "ru", "so", "ti"};
  const std::vector<std::string> separators = {" ", " ", " ", " ", "\n", "\t", "\u3000"};
  std::string text;
  text.reserve(kLargest + 64);
  std::uint64_t random = 20231218;
  const auto below = [&random](std::size_t end) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::size_t>((random >> 33) % end);
  };
  while (text.size() < kLargest) {
    for (std::size_t left = 1 + below(3); left > 0; --left) {
      text += syllables[below(syllables.size())];
    }
    text += separators[below(separators.size())];
  }
  return text;
}

/// The first `bytes` of it, and the word in which these end.
std::string_view text_of(std::size_t bytes) {
  static const std::string made = make_text();
  return std::string_view(made).substr(0, made.find(' ', bytes));
}

/// How many bytes the separator has that the text begins with; 0 if it begins with none.
std::size_t separator(std::string_view text) {
  const char first = text.front();
  if (first == ' ' || first == '\t' || first == '\n' || first == '\r') return 1;
  return first == '\xe3' && text.substr(0, 3) == "\u3000" ? 3 : 0;
}

Words count_serially(std::string_view text) {
  Words counts;
  std::size_t begin = 0;  // of a word
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = separator(text.substr(at));
    if (bytes > 0 && at > begin) ++counts[std::string(text.substr(begin, at - begin))];
    at += std::max<std::size_t>(bytes, 1);
    if (bytes > 0) begin = at;
  }
  if (begin < text.size()) ++counts[std::string(text.substr(begin))];
  return counts;
}

/// Chunks that begin and end between words, for ways that know nothing of words.
Chunks cut(std::string_view text) {
  Chunks chunks;
  while (!text.empty()) {
    const std::size_t end = std::min(text.size(), text.find(' ', std::min(text.size(), kChunk)));
    chunks.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return chunks;
}

Words added(Words left, const Words& right) {
  for (const auto& [word, count] : right) left[word] += count;
  return left;
}

Words by_openmp(const Chunks& chunks) {
  Words all;
#pragma omp declare reduction(add:Words : omp_out = added(std::move(omp_out), omp_in))
#pragma omp parallel for schedule(dynamic) reduction(add : all)
  for (const std::string_view chunk : chunks) {
    all = added(std::move(all), count_serially(chunk));
  }
  return all;
}

#ifdef INTERLEAVE_HAS_TBB
Words by_tbb(const Chunks& chunks) {
  return tbb::parallel_reduce(
      tbb::blocked_range<std::size_t>(0, chunks.size()), Words(),
      [&chunks](const auto& range, Words counted) {
        for (std::size_t i = range.begin(); i < range.end(); ++i) {
          counted = added(std::move(counted), count_serially(chunks[i]));
        }
        return counted;
      },
      added);
}
#endif

const bool registered = [] {
  for (const std::size_t bytes : {kLargest / 16, kLargest / 4, kLargest}) {
    const Job<Words> job("words", static_cast<std::int64_t>(bytes),
                         [bytes] { return count_serially(text_of(bytes)); });
    for (const unsigned workers : {1U, 2U, 3U, 4U, 8U}) {
      job.add(
          "answer",
          [bytes, workers] {
            return count_words(text_of(bytes), kChunk, workers, [](std::size_t) {});
          },
          static_cast<int>(workers));
    }
#ifdef INTERLEAVE_HAS_TBB
    job.add("std::execution::par", [bytes] {
      const Chunks chunks = cut(text_of(bytes));
      return std::transform_reduce(std::execution::par, chunks.begin(), chunks.end(), Words(),
                                   added, count_serially);
    });
    job.add("oneTBB", [bytes] { return by_tbb(cut(text_of(bytes))); });
#endif
#ifdef INTERLEAVE_HAS_OPENMP
    job.add("OpenMP", [bytes] { return by_openmp(cut(text_of(bytes))); });
#endif
    if (bytes == kLargest) add_missing_peers(job);
  }
  return true;
}();

}  // namespace
