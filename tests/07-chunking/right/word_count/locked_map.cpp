// Right: one map behind a mutex; futures; finds a word's beginning by walking back to the nearest
// separator.
#include "word_count.hpp"

#include <atomic>
#include <future>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace {

bool is_wide_space(std::string_view text, std::size_t at) { return text.substr(at, 3) == "\u3000"; }

/// Whether the byte belongs to a separator.
bool separates(std::string_view text, std::size_t at) {
  const char byte = text[at];
  if (byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r') return true;
  for (std::size_t back = 0; back < 3 && back <= at; ++back) {
    if (is_wide_space(text, at - back)) return true;
  }
  return false;
}

}  // namespace

std::map<std::string, std::size_t> count_words(
    std::string_view text, std::size_t chunk_bytes, std::size_t workers,
    const std::function<void(std::size_t chunk)>& on_chunk) {
  if (chunk_bytes == 0) throw std::invalid_argument("chunk_bytes is 0");
  if (workers == 0) throw std::invalid_argument("workers is 0");
  std::map<std::string, std::size_t> counts;
  std::mutex mutex;  // guards counts and next
  std::size_t next = 0;
  std::size_t number = 0;
  const auto work = [&] {
    while (true) {
      std::size_t first = 0;
      std::size_t last = 0;
      std::size_t chunk = 0;
      {
        const std::scoped_lock lock(mutex);
        if (next == text.size()) return;
        first = next;
        last = next += std::min(chunk_bytes, text.size() - next);
        chunk = number++;
      }
      on_chunk(chunk);
      for (std::size_t at = first; at < last; ++at) {
        if (separates(text, at) || (at > 0 && !separates(text, at - 1))) continue;
        std::size_t end = at;
        while (end < text.size() && !separates(text, end)) ++end;
        const std::scoped_lock lock(mutex);
        ++counts[std::string(text.substr(at, end - at))];
      }
    }
  };
  std::vector<std::future<void>> done;
  for (std::size_t i = 0; i < workers; ++i) done.push_back(std::async(std::launch::async, work));
  for (auto& each : done) each.get();
  return counts;
}
