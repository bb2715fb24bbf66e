// Right: a promise for each chunk; the caller only combines, and waits for one result after
// another.
#include "map_chunks.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0) throw std::invalid_argument("chunk_size is 0");
  if (workers == 0) throw std::invalid_argument("workers is 0");
  std::vector<std::packaged_task<std::string()>> tasks;
  std::vector<std::future<std::string>> results;
  for (std::size_t first = 0; first < items.size();) {
    const auto chunk = items.subspan(first, std::min(chunk_size, items.size() - first));
    tasks.emplace_back([&work, chunk] { return work.map(chunk); });
    results.push_back(tasks.back().get_future());
    first += chunk.size();
  }
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min(workers, tasks.size()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t i = next.fetch_add(1); i < tasks.size(); i = next.fetch_add(1)) tasks[i]();
    });
  }
  std::string all = work.identity;
  std::exception_ptr failure;
  for (std::future<std::string>& result : results) {
    try {
      all = work.combine(all, result.get());
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  }
  threads.clear();
  if (failure) std::rethrow_exception(failure);
  return all;
}
