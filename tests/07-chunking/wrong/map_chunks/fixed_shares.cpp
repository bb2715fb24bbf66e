// Wrong: gives each worker its share of the chunks in advance: the share behind a chunk that takes
// long waits, while others have nothing to do.
// Rejected by: concurrent (unbalanced)
#include "map_chunks.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <thread>
#include <vector>

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0) throw std::invalid_argument("map_chunks: chunks of 0 items");
  if (workers == 0) throw std::invalid_argument("map_chunks: no workers");
  const std::size_t chunks = items.size() / chunk_size + (items.size() % chunk_size == 0 ? 0 : 1);

  std::vector<std::string> results(chunks);
  std::vector<std::exception_ptr> failures(std::min(workers, chunks));
  const auto take_chunks = [&](std::size_t worker) {
    try {
      for (std::size_t i = worker; i < chunks; i += failures.size()) {
        const std::size_t first = i * chunk_size;
        results[i] = work.map(items.subspan(first, std::min(chunk_size, items.size() - first)));
      }
    } catch (...) {
      failures[worker] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < failures.size(); ++i) threads.emplace_back(take_chunks, i);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  std::string all = work.identity;
  for (const std::string& result : results) all = work.combine(all, result);
  return all;
}
