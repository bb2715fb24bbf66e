// Right: moves every cut to the next beginning of a word before any worker starts; after that,
// chunks are texts of their own.
#include "word_count.hpp"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using Counts = std::map<std::string, std::size_t>;

/// Length of the separator that begins at `at`, or 0.
std::size_t separator(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  for (const std::string_view each : {" ", "\t", "\n", "\r", "\u3000"}) {
    if (rest.substr(0, each.size()) == each) return each.size();
  }
  return 0;
}

void count(std::string_view text, Counts& counts) {
  std::string word;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t length = at == text.size() ? 1 : separator(text, at);
    if (length == 0) {
      word += text[at++];
      continue;
    }
    if (!word.empty()) ++counts[word];
    word.clear();
    at += length;
  }
}

}  // namespace

Counts count_words(std::string_view text, std::size_t chunk_bytes, std::size_t workers,
                   const std::function<void(std::size_t chunk)>& on_chunk) {
  if (chunk_bytes == 0 || workers == 0) throw std::invalid_argument("count_words");
  // One look at the text, from its beginning: starts[i] is where the first word at or behind the
  // cut i begins.
  std::vector<std::size_t> starts;
  std::size_t cut = 0;  // starts.size() * chunk_bytes, while that is within the text
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = separator(text, at);
    if (length == 0 && !in_word) {
      while (cut <= at) {
        starts.push_back(at);
        if (text.size() - cut <= chunk_bytes) {
          cut = text.size();
          break;
        }
        cut += chunk_bytes;
      }
    }
    in_word = length == 0;
    at += length == 0 ? 1 : length;
  }
  const std::size_t chunks = text.empty() ? 0 : (text.size() - 1) / chunk_bytes + 1;
  starts.resize(chunks, text.size());
  starts.push_back(text.size());

  Counts all;
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min(workers, chunks); ++i) {
    threads.emplace_back([&] {
      Counts own;
      for (std::size_t chunk = next++; chunk < chunks; chunk = next++) {
        on_chunk(chunk);
        count(text.substr(starts[chunk], starts[chunk + 1] - starts[chunk]), own);
      }
      const std::scoped_lock lock(mutex);
      for (const auto& [word, times] : own) all[word] += times;
    });
  }
  threads.clear();
  return all;
}
