// Right: finds the parts first, sorts them by a counter, and merges level by level, in pairs.
#include "merge_sort.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

/// Calls work(0) ... work(count - 1) on `threads` threads, the caller's among them.
void for_all(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(threads, count); ++i) helpers.emplace_back(run);
    run();
  }
  if (failure) std::rethrow_exception(failure);
}

struct Node {
  std::size_t first, middle, last;
};

/// The merges that are to be made, those that need no other first in levels[0] from the bottom.
std::size_t plan(std::size_t first, std::size_t last, std::size_t cutoff, std::vector<Node>& parts,
                 std::vector<std::vector<Node>>& levels) {
  if (last - first <= cutoff) {
    parts.push_back({first, last, last});
    return 0;
  }
  const std::size_t middle = first + (last - first + 1) / 2;
  const std::size_t left = plan(first, middle, cutoff, parts, levels);
  const std::size_t right = plan(middle, last, cutoff, parts, levels);
  const std::size_t level = std::max(left, right);
  if (levels.size() <= level) levels.resize(level + 1);
  levels[level].push_back({first, middle, last});
  return level + 1;
}

}  // namespace

void merge_sort(std::span<Record> records, const SortOptions& options) {
  if (options.cutoff == 0 || options.threads == 0) throw std::invalid_argument("merge_sort");
  if (records.empty()) return;
  std::vector<Node> parts;
  std::vector<std::vector<Node>> levels;
  plan(0, records.size(), options.cutoff, parts, levels);
  for_all(parts.size(), options.threads, [&](std::size_t i) {
    const std::span<Record> part = records.subspan(parts[i].first, parts[i].last - parts[i].first);
    options.on_part(parts[i].first, parts[i].last);
    // Insertion is stable as long as a record passes only those that must stand behind it.
    for (std::size_t j = 1; j < part.size(); ++j) {
      for (std::size_t k = j; k > 0 && options.before(part[k], part[k - 1]); --k) {
        std::swap(part[k], part[k - 1]);
      }
    }
  });
  for (const std::vector<Node>& level : levels) {
    for_all(level.size(), options.threads, [&](std::size_t i) {
      const auto at = [&](std::size_t index) { return records.begin() + static_cast<long>(index); };
      std::inplace_merge(at(level[i].first), at(level[i].middle), at(level[i].last),
                         options.before);
    });
  }
}
