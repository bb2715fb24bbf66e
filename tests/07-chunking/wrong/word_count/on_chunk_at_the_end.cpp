// Wrong: calls on_chunk when the words of the chunk have been counted.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "word_count.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using Counts = std::map<std::string, std::size_t>;

constexpr std::string_view kWideSpace = "\xE3\x80\x80";

/// How many bytes of a separator begin at `at`: none, one, or three.
std::size_t separator_at(std::string_view text, std::size_t at) {
  const char first = text[at];
  if (first == ' ' || first == '\t' || first == '\n' || first == '\r') return 1;
  if (first != kWideSpace.front()) return 0;  // as nearly all: not worth a look at three bytes
  return text.substr(at, kWideSpace.size()) == kWideSpace ? kWideSpace.size() : 0;
}

/// Where the first character that begins at or after `at` does.
std::size_t next_character(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] & '\xC0') == '\x80') ++at;
  return at;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
  while (at < text.size() && separator_at(text, at) == 0) at = next_character(text, at + 1);
  return at;
}

bool follows_separator(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  return separator_at(text, at - 1) > 0 || text.substr(0, at).ends_with(kWideSpace);
}

/// Adds the words whose first byte lies in [first, last).
void count_chunk(std::string_view text, std::size_t first, std::size_t last, Counts& counts) {
  std::size_t at = next_character(text, first);
  // The chunk begins within a word: that one belongs to whoever has its first byte.
  if (at < last && !follows_separator(text, at)) at = end_of_word(text, at);
  while (at < last) {
    if (const std::size_t separator = separator_at(text, at)) {
      at += separator;
      continue;
    }
    const std::size_t end = end_of_word(text, at);  // may lie behind `last`
    ++counts[std::string(text.substr(at, end - at))];
    at = end;
  }
}

}  // namespace

Counts count_words(std::string_view text, std::size_t chunk_bytes, std::size_t workers,
                   const std::function<void(std::size_t chunk)>& on_chunk) {
  if (chunk_bytes == 0) throw std::invalid_argument("count_words: chunks of 0 bytes");
  if (workers == 0) throw std::invalid_argument("count_words: no workers");
  const std::size_t chunks = text.size() / chunk_bytes + (text.size() % chunk_bytes == 0 ? 0 : 1);

  // A map for each worker: while they count, they share nothing but the number of the next chunk.
  std::vector<Counts> counts(std::min(workers, chunks));
  std::atomic<std::size_t> next = 0;
  const auto take_chunks = [&](Counts& own) {
    for (std::size_t i = next++; i < chunks; i = next++) {
      const std::size_t first = i * chunk_bytes;
      count_chunk(text, first, first + std::min(chunk_bytes, text.size() - first), own);
      on_chunk(i);
    }
  };
  {
    std::vector<std::jthread> threads;
    for (Counts& own : counts) threads.emplace_back(take_chunks, std::ref(own));
  }
  Counts all;
  for (const Counts& own : counts) {
    for (const auto& [word, count] : own) all[word] += count;
  }
  return all;
}
