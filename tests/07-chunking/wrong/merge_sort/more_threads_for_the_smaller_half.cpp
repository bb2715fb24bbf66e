// Wrong: shares the threads out between the halves, and gives the larger share to the second half,
// which may have fewer parts than the first one.
// Rejected by: concurrent (too few at once)
#include "merge_sort.hpp"

#include <algorithm>
#include <future>
#include <stdexcept>
#include <vector>

namespace {

class Sorter {
 public:
  Sorter(std::span<Record> records, const SortOptions& options)
      : records_(records), options_(options), merged_(records.size()) {}

  /// On so many threads, the caller's among them.
  void sort(std::size_t first, std::size_t last, std::size_t threads) {
    if (last - first <= options_.cutoff) {
      options_.on_part(first, last);
      std::stable_sort(at(first), at(last), options_.before);
      return;
    }
    const std::size_t middle = last - (last - first) / 2;
    if (threads > 1) {
      const std::size_t others = threads / 2;
      // Both halves are under way before anybody waits. Should the second one throw, the future
      // waits for the first one when it is destroyed.
      std::future<void> half =
          std::async(std::launch::async, [=, this] { sort(first, middle, others); });
      sort(middle, last, threads - others);
      half.get();
    } else {
      sort(first, middle, 1);
      sort(middle, last, 1);
    }
    merge(first, middle, last);
  }

 private:
  std::span<Record>::iterator at(std::size_t index) const {
    return records_.begin() + static_cast<std::ptrdiff_t>(index);
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
};

}  // namespace

void merge_sort(std::span<Record> records, const SortOptions& options) {
  if (options.cutoff == 0) throw std::invalid_argument("merge_sort: a cut-off of 0 records");
  if (options.threads == 0) throw std::invalid_argument("merge_sort: no threads");
  if (!records.empty()) Sorter(records, options).sort(0, records.size(), options.threads);
}
