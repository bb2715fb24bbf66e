// Right: an asynchronous task for each chunk, as many at a time as there are workers: one that has
// ended makes room for the next.
#include "word_count.hpp"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using Counts = std::map<std::string, std::size_t>;

bool is_wide_space(std::string_view text, std::size_t at) {
  return text.substr(at, 3) == "\xE3\x80\x80";
}

/// Whether the byte is a separator, or a part of one.
bool separates(std::string_view text, std::size_t at) {
  if (std::string_view(" \t\n\r").find(text[at]) != std::string_view::npos) return true;
  for (std::size_t back = 0; back < 3 && back <= at; ++back) {
    if (is_wide_space(text, at - back)) return true;
  }
  return false;
}

Counts count_chunk(std::string_view text, std::size_t first, std::size_t last) {
  Counts counts;
  for (std::size_t at = first; at < last; ++at) {
    if (separates(text, at) || (at > 0 && !separates(text, at - 1))) continue;
    std::size_t end = at;
    while (end < text.size() && !separates(text, end)) ++end;
    ++counts[std::string(text.substr(at, end - at))];
    at = end - 1;
  }
  return counts;
}

}  // namespace

Counts count_words(std::string_view text, std::size_t chunk_bytes, std::size_t workers,
                   const std::function<void(std::size_t chunk)>& on_chunk) {
  if (chunk_bytes == 0) throw std::invalid_argument("count_words: chunk_bytes is 0");
  if (workers == 0) throw std::invalid_argument("count_words: workers is 0");
  const std::size_t chunks = text.size() / chunk_bytes + (text.size() % chunk_bytes != 0 ? 1 : 0);

  Counts all;
  const auto add = [&](std::future<Counts>& task) {
    if (!task.valid()) return;
    for (const auto& [word, count] : task.get()) all[word] += count;
  };
  std::mutex mutex;
  std::condition_variable is_free;
  std::vector<std::size_t> free_places;  // guarded by mutex
  std::vector<std::future<Counts>> places(std::min(workers, chunks));
  for (std::size_t place = 0; place < places.size(); ++place) free_places.push_back(place);
  for (std::size_t i = 0; i < chunks; ++i) {
    std::unique_lock lock(mutex);
    is_free.wait(lock, [&] { return !free_places.empty(); });
    const std::size_t place = free_places.back();
    free_places.pop_back();
    lock.unlock();
    add(places[place]);
    places[place] = std::async(std::launch::async, [&, i, place] {
      on_chunk(i);
      const std::size_t first = i * chunk_bytes;
      Counts counts = count_chunk(text, first, first + std::min(chunk_bytes, text.size() - first));
      const std::scoped_lock done(mutex);
      free_places.push_back(place);
      is_free.notify_one();
      return counts;
    });
  }
  for (std::future<Counts>& place : places) add(place);
  return all;
}
