// Wrong: takes many chunks at once at the beginning, to spare the lock: those behind one that takes
// long wait, while other workers have nothing to do.
// Rejected by: concurrent (unbalanced)
#include "map_chunks.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0) throw std::invalid_argument("map_chunks: chunks of 0 items");
  if (workers == 0) throw std::invalid_argument("map_chunks: no workers");
  const std::size_t chunks = items.size() / chunk_size + (items.size() % chunk_size == 0 ? 0 : 1);

  // A place for each chunk: the order of the results is that of the chunks, whoever ends first, and
  // no two threads write the same element.
  std::vector<std::string> results(chunks);
  std::vector<std::exception_ptr> failures(std::min(workers, chunks));
  std::mutex mutex;
  std::size_t next = 0;  // guarded by mutex
  // Many at the beginning, and fewer and fewer of them, so that all end at about the same time.
  const auto take_some = [&] {
    const std::scoped_lock lock(mutex);
    const std::size_t first = next;
    next += std::min(std::max<std::size_t>(1, (chunks - next) / workers / 2), chunks - next);
    return std::pair(first, next);
  };
  const auto take_chunks = [&](std::exception_ptr& failure) {
    try {
      // Who is free takes the next one: a chunk that takes long holds up nobody but its worker.
      for (auto [i, last] = take_some(); i < last; std::tie(i, last) = take_some()) {
        for (; i < last; ++i) {
          const std::size_t first = i * chunk_size;
          results[i] = work.map(items.subspan(first, std::min(chunk_size, items.size() - first)));
        }
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
  std::string all = work.identity;
  for (const std::string& result : results) all = work.combine(all, result);
  return all;
}
