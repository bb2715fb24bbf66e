// Right: a queue behind a mutex; whoever has mapped a chunk combines it with the stretches beside
// it that are there already.
#include "map_chunks.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

/// Stretches of items that have been mapped and combined: first item -> (end, text).
class Stretches {
 public:
  explicit Stretches(const ChunkedWork& work) : work_(work) {}

  void add(std::size_t first, std::size_t last, std::string text) {
    std::unique_lock lock(mutex_);
    while (true) {
      const auto right = found_.find(last);
      const auto left = std::find_if(found_.begin(), found_.end(),
                                     [&](const auto& each) { return each.second.first == first; });
      if (right != found_.end()) {
        const auto taken = found_.extract(right);
        lock.unlock();
        text = work_.combine(text, taken.mapped().second);
        last = taken.mapped().first;
      } else if (left != found_.end()) {
        const auto taken = found_.extract(left);
        lock.unlock();
        text = work_.combine(taken.mapped().second, text);
        first = taken.key();
      } else {
        found_.emplace(first, std::pair(last, std::move(text)));
        return;
      }
      lock.lock();
    }
  }

  std::string all() const {
    return found_.empty() ? work_.identity : found_.begin()->second.second;
  }

 private:
  const ChunkedWork& work_;
  std::mutex mutex_;
  std::map<std::size_t, std::pair<std::size_t, std::string>> found_;
};

}  // namespace

std::string map_chunks(std::span<const int> items, std::size_t chunk_size, std::size_t workers,
                       const ChunkedWork& work) {
  if (chunk_size == 0 || workers == 0) throw std::invalid_argument("map_chunks");
  Stretches stretches(work);
  std::mutex mutex;
  std::size_t next = 0;        // guarded by mutex
  std::exception_ptr failure;  // guarded by mutex
  const auto run = [&] {
    while (true) {
      std::size_t first = 0;
      std::size_t last = 0;
      {
        const std::scoped_lock lock(mutex);
        if (failure || next == items.size()) return;
        first = next;
        last = next += std::min(chunk_size, items.size() - next);
      }
      try {
        stretches.add(first, last, work.map(items.subspan(first, last - first)));
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(workers, items.size()); ++i) threads.emplace_back(run);
  }
  if (failure) std::rethrow_exception(failure);
  return stretches.all();
}
