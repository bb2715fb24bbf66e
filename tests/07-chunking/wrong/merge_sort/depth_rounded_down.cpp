// Wrong: cuts the number of threads in two with each level, so that three are used like two.
// Rejected by: concurrent (too few at once)
#include "merge_sort.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace {

class Sorter {
 public:
  Sorter(std::span<Record> records, const SortOptions& options)
      : records_(records), options_(options) {}

  void sort(std::size_t first, std::size_t last, std::size_t threads) {
    if (last - first <= options_.cutoff) {
      options_.on_part(first, last);
      std::stable_sort(at(first), at(last), options_.before);
      return;
    }
    const std::size_t middle = last - (last - first) / 2;
    const std::size_t half_of_them = threads / 2;
    if (half_of_them > 0) {
      std::future<void> half =
          std::async(std::launch::async, [=, this] { sort(first, middle, half_of_them); });
      sort(middle, last, half_of_them);
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

  void merge(std::size_t first, std::size_t middle, std::size_t last) const {
    std::vector<Record> merged;
    merged.reserve(last - first);
    std::merge(at(first), at(middle), at(middle), at(last), std::back_inserter(merged),
               options_.before);
    std::copy(merged.begin(), merged.end(), at(first));
  }

  const std::span<Record> records_;
  const SortOptions& options_;
};

}  // namespace

void merge_sort(std::span<Record> records, const SortOptions& options) {
  if (options.cutoff == 0) throw std::invalid_argument("merge_sort: a cut-off of 0 records");
  if (options.threads == 0) throw std::invalid_argument("merge_sort: no threads");
  if (!records.empty()) Sorter(records, options).sort(0, records.size(), options.threads);
}
