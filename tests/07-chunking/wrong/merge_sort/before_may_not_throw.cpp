// Wrong: catches what on_part throws on another thread, and not what before throws there: that ends
// the program.
// Rejected by: correct (crash), race-free (crash)
#include "merge_sort.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace {

struct Budget {
  std::mutex mutex;
  std::size_t free;
  std::exception_ptr failure;  // what on_part has thrown first

  bool take() {
    const std::lock_guard lock(mutex);
    if (free == 0) return false;
    --free;
    return true;
  }
  void keep(std::exception_ptr thrown) {
    const std::lock_guard lock(mutex);
    if (!failure) failure = std::move(thrown);
  }
  void give_back() {
    const std::lock_guard lock(mutex);
    ++free;
  }
};

void sort(std::span<Record> all, std::size_t offset, const SortOptions& options, Budget& budget) {
  if (all.size() <= options.cutoff) {
    try {
      options.on_part(offset, offset + all.size());
    } catch (...) {
      budget.keep(std::current_exception());
      return;
    }
    std::stable_sort(all.begin(), all.end(), options.before);
    return;
  }
  const std::size_t half = (all.size() + 1) / 2;
  const auto left = all.first(half);
  const auto right = all.subspan(half);
  if (budget.take()) {
    std::jthread helper([&] {
      sort(left, offset, options, budget);
      budget.give_back();
    });
    sort(right, offset + half, options, budget);
  } else {
    sort(right, offset + half, options, budget);
    sort(left, offset, options, budget);
  }
  std::vector<Record> merged(all.size());
  auto l = left.begin();
  auto r = right.begin();
  for (Record& slot : merged) {
    const bool from_right = l == left.end() || (r != right.end() && options.before(*r, *l));
    slot = from_right ? *r++ : *l++;
  }
  std::ranges::copy(merged, all.begin());
}

}  // namespace

void merge_sort(std::span<Record> records, const SortOptions& options) {
  if (options.cutoff == 0) throw std::invalid_argument("cutoff is 0");
  if (options.threads == 0) throw std::invalid_argument("threads is 0");
  Budget budget{{}, options.threads - 1, nullptr};
  if (!records.empty()) sort(records, 0, options, budget);
  if (budget.failure) std::rethrow_exception(budget.failure);
}
