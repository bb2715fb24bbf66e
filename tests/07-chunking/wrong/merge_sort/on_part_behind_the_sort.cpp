// Wrong: calls on_part when the part has been sorted.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "merge_sort.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <stdexcept>
#include <vector>

namespace {

class Sorter {
 public:
  Sorter(std::span<Record> records, const SortOptions& options)
      : records_(records),
        options_(options),
        merged_(records.size()),
        free_threads_(options.threads - 1) {}

  void sort(std::size_t first, std::size_t last) {
    if (last - first <= options_.cutoff) {
      std::stable_sort(at(first), at(last), options_.before);
      options_.on_part(first, last);
      return;
    }
    const std::size_t middle = last - (last - first) / 2;
    if (take_thread()) {
      // Both halves are under way before anybody waits. Should the second one throw, the future
      // waits for the first one when it is destroyed.
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

  /// One of the threads that nobody uses, if there is any. In one step: two may ask at once.
  bool take_thread() {
    std::size_t free = free_threads_;
    while (free > 0 && !free_threads_.compare_exchange_weak(free, free - 1)) {
    }
    return free > 0;
  }

  void merge(std::size_t first, std::size_t middle, std::size_t last) {
    const auto merged = merged_.begin() + static_cast<std::ptrdiff_t>(first);
    // std::merge takes equal records from its first range first: that is what stable means.
    const auto end =
        std::merge(at(first), at(middle), at(middle), at(last), merged, options_.before);
    std::copy(merged, end, at(first));
  }

  const std::span<Record> records_;
  const SortOptions& options_;
  std::vector<Record> merged_;  // each merge uses the places that are its own in `records_`
  std::atomic<std::size_t> free_threads_;
};

}  // namespace

void merge_sort(std::span<Record> records, const SortOptions& options) {
  if (options.cutoff == 0) throw std::invalid_argument("merge_sort: a cut-off of 0 records");
  if (options.threads == 0) throw std::invalid_argument("merge_sort: no threads");
  if (!records.empty()) Sorter(records, options).sort(0, records.size());
}
