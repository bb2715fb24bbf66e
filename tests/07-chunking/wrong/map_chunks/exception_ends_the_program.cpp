// Wrong: lets an exception of map leave the thread's function.
// Rejected by: correct (crash), race-free (crash)
#include "map_chunks.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0) throw std::invalid_argument("map_chunks: chunks of 0 items");
  if (workers == 0) throw std::invalid_argument("map_chunks: no workers");
  const std::size_t chunks = items.size() / chunk_size + (items.size() % chunk_size == 0 ? 0 : 1);

  std::vector<std::string> results(chunks);
  std::atomic<std::size_t> next = 0;
  const auto take_chunks = [&] {
    for (std::size_t i = next++; i < chunks; i = next++) {
      const std::size_t first = i * chunk_size;
      results[i] = work.map(items.subspan(first, std::min(chunk_size, items.size() - first)));
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(workers, chunks); ++i) threads.emplace_back(take_chunks);
  }
  std::string all = work.identity;
  for (const std::string& result : results) all = work.combine(all, result);
  return all;
}
