// Wrong: all workers combine into one text, without a lock.
// Rejected by: race-free (undefined behaviour), correct (undefined behaviour), concurrent
// (undefined behaviour, unbalanced)
#include "map_chunks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <stdexcept>
#include <thread>
#include <vector>

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0) throw std::invalid_argument("map_chunks: chunks of 0 items");
  if (workers == 0) throw std::invalid_argument("map_chunks: no workers");
  const std::size_t chunks = items.size() / chunk_size + (items.size() % chunk_size == 0 ? 0 : 1);

  std::string all = work.identity;
  std::vector<std::exception_ptr> failures(std::min(workers, chunks));
  std::atomic<std::size_t> next = 0;
  const auto take_chunks = [&](std::exception_ptr& failure) {
    try {
      for (std::size_t i = next++; i < chunks; i = next++) {
        const std::size_t first = i * chunk_size;
        all = work.combine(
            all, work.map(items.subspan(first, std::min(chunk_size, items.size() - first))));
      }
    } catch (...) {
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::exception_ptr& failure : failures) {
      threads.emplace_back(take_chunks, std::ref(failure));
    }
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  return all;
}
