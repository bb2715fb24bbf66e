// Right: each call of a recursive function combines what its two halves gave.
#include "map_chunks.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

namespace {

using Texts = std::vector<std::string>;

std::string fold(const Texts& texts, std::size_t first, std::size_t last, const ChunkedWork& work) {
  if (first == last) return work.identity;
  if (last - first == 1) return texts[first];
  const std::size_t middle = first + (last - first) / 2;
  return work.combine(fold(texts, first, middle, work), fold(texts, middle, last, work));
}

}  // namespace

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0 || workers == 0) throw std::invalid_argument("map_chunks");
  std::vector<std::span<const int>> chunks;
  for (; !items.empty(); items = items.subspan(chunks.back().size())) {
    chunks.push_back(items.first(std::min(chunk_size, items.size())));
  }
  Texts texts(chunks.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::future<void>> others;
  const auto run = [&] {
    for (std::size_t i = next++; i < chunks.size(); i = next++) texts[i] = work.map(chunks[i]);
  };
  for (std::size_t i = 1; i < std::min(workers, chunks.size()); ++i) {
    others.push_back(std::async(std::launch::async, run));
  }
  run();  // the caller is one of the workers; the futures wait when they are destroyed
  for (std::future<void>& other : others) other.get();
  return fold(texts, 0, texts.size(), work);
}
