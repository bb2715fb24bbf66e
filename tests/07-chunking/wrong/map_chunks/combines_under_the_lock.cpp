// Wrong: combines under the lock that guards who takes the next chunk: a call of combine that takes
// long keeps free workers from chunks that nobody has begun.
// Rejected by: concurrent (unbalanced)
#include "map_chunks.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0) throw std::invalid_argument("map_chunks: chunks of 0 items");
  if (workers == 0) throw std::invalid_argument("map_chunks: no workers");
  const std::size_t chunks = items.size() / chunk_size + (items.size() % chunk_size == 0 ? 0 : 1);

  std::mutex mutex;
  // All of these are guarded by mutex.
  std::vector<std::optional<std::string>> results(chunks);
  std::size_t next = 0;      // chunk that nobody has begun
  std::size_t combined = 0;  // chunks that are in `all`
  std::string all = work.identity;
  std::exception_ptr failure;

  const auto take_chunks = [&] {
    std::unique_lock lock(mutex);
    while (next < chunks && !failure) {
      const std::size_t i = next++;
      try {
        lock.unlock();
        const std::size_t first = i * chunk_size;
        std::string text =
            work.map(items.subspan(first, std::min(chunk_size, items.size() - first)));
        lock.lock();
        results[i] = std::move(text);
        // In their order: as far as there is no gap.
        for (; combined < chunks && results[combined]; ++combined) {
          all = work.combine(all, *results[combined]);
          results[combined]->clear();
        }
      } catch (...) {
        if (!lock) lock.lock();
        failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(workers, chunks); ++i) threads.emplace_back(take_chunks);
  }
  if (failure) std::rethrow_exception(failure);
  return all;
}
