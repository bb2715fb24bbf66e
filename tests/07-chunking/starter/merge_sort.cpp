#include "merge_sort.hpp"

void merge_sort([[maybe_unused]] std::span<Record> records,
                [[maybe_unused]] const SortOptions& options) {
  // TODO: a function that sorts one part: small enough, or two halves and a merge. Then let another
  // thread sort one of the halves, as long as there are threads left to use.
}
