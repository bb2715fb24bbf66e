// Wrong: its workers call on_chunk and do nothing else; the caller counts everything when they have
// ended.
// Rejected by: concurrent (serial)
#include "word_count.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using Counts = std::map<std::string, std::size_t>;

// Length of the separator that begins at `at`, or 0.
std::size_t separator_at(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return 1;
  return text.substr(at, 3) == "\xE3\x80\x80" ? 3 : 0;
}

// Does a separator end right before `at`?
bool separator_before(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  if (separator_at(text, at - 1) == 1) return true;
  return at >= 3 && separator_at(text, at - 3) == 3;
}

void count_chunk(std::string_view text, std::size_t begin, std::size_t end, Counts& counts) {
  std::size_t at = begin;
  // A cut in the middle of a character: skip its rest.
  while (at < end && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  // A word that began before this chunk belongs to another one.
  if (at < end && !separator_before(text, at)) {
    while (at < end && separator_at(text, at) == 0) ++at;
  }
  while (at < end) {
    if (const std::size_t length = separator_at(text, at)) {
      at += length;
      continue;
    }
    const std::size_t first = at;
    while (at < text.size() && separator_at(text, at) == 0) ++at;
    ++counts[std::string(text.substr(first, at - first))];
  }
}

}  // namespace

std::map<std::string, std::size_t> count_words(
    std::string_view text, std::size_t chunk_bytes, std::size_t workers,
    const std::function<void(std::size_t chunk)>& on_chunk) {
  if (chunk_bytes == 0 || workers == 0) throw std::invalid_argument("chunk_bytes or workers is 0");
  if (text.empty()) return {};
  const std::size_t chunks = (text.size() - 1) / chunk_bytes + 1;
  workers = std::min(workers, chunks);

  std::atomic<std::size_t> next = 0;
  Counts total;
  {
    std::vector<std::jthread> threads;
    for (std::size_t w = 0; w < workers; ++w) {
      threads.emplace_back([&] {
        for (std::size_t chunk = next++; chunk < chunks; chunk = next++) {
          on_chunk(chunk);
        }
      });
    }
  }
  // All the counting is done here, by the caller alone, when the workers have ended.
  count_chunk(text, 0, text.size(), total);
  return total;
}
