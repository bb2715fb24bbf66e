// Wrong: merges through one buffer that all threads share.
// Rejected by: race-free (data race, wrong result, crash, use after free), correct (wrong result,
// memory error, crash), concurrent (data race, wrong result, crash, use after free, hang)
#include "merge_sort.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace {

class Sorter {
 public:
  Sorter(std::span<Record> records, const SortOptions& options)
      : records_(records), options_(options), free_threads_(options.threads - 1) {}

  void sort(std::size_t first, std::size_t last) {
    if (last - first <= options_.cutoff) {
      options_.on_part(first, last);
      std::stable_sort(at(first), at(last), options_.before);
      return;
    }
    const std::size_t middle = last - (last - first) / 2;
    if (take_thread()) {
      std::future<void> half = std::async(std::launch::async, [=, this] {
        sort(first, middle);
        ++free_threads_;
      });
      sort(middle, last);
      half.get();
    } else {
      sort(first, middle);
      sort(middle, last);
    }
    merge(first, middle, last);
  }

 private:
  std::span<Record>::iterator at(std::size_t index) const {
    return records_.begin() + static_cast<std::ptrdiff_t>(index);
  }

  bool take_thread() {
    std::size_t free = free_threads_;
    while (free > 0 && !free_threads_.compare_exchange_weak(free, free - 1)) {
    }
    return free > 0;
  }

  void merge(std::size_t first, std::size_t middle, std::size_t last) const {
    static std::vector<Record> merged;
    merged.clear();
    std::merge(at(first), at(middle), at(middle), at(last), std::back_inserter(merged),
               options_.before);
    std::copy(merged.begin(), merged.end(), at(first));
  }

  const std::span<Record> records_;
  const SortOptions& options_;
  std::atomic<std::size_t> free_threads_;
};

}  // namespace

void merge_sort(std::span<Record> records, const SortOptions& options) {
  if (options.cutoff == 0) throw std::invalid_argument("merge_sort: a cut-off of 0 records");
  if (options.threads == 0) throw std::invalid_argument("merge_sort: no threads");
  if (!records.empty()) Sorter(records, options).sort(0, records.size());
}
