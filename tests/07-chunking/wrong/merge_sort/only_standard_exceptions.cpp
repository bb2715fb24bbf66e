// Wrong: catches std::exception only; anything else that is thrown on another thread ends the
// program.
// Rejected by: correct (crash), race-free (crash)
#include "merge_sort.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

struct Budget {
  std::mutex mutex;
  std::size_t free;

  bool take() {
    const std::lock_guard lock(mutex);
    if (free == 0) return false;
    --free;
    return true;
  }
  void give_back() {
    const std::lock_guard lock(mutex);
    ++free;
  }
};

void sort(std::span<Record> all, std::size_t offset, const SortOptions& options, Budget& budget) {
  if (all.size() <= options.cutoff) {
    options.on_part(offset, offset + all.size());
    std::stable_sort(all.begin(), all.end(), options.before);
    return;
  }
  const std::size_t half = (all.size() + 1) / 2;
  const auto left = all.first(half);
  const auto right = all.subspan(half);
  if (budget.take()) {
    std::exception_ptr failure;
    std::thread helper([&] {
      try {
        sort(left, offset, options, budget);
      } catch (const std::exception&) {
        failure = std::current_exception();
      }
      budget.give_back();
    });
    try {
      sort(right, offset + half, options, budget);
    } catch (...) {
      helper.join();
      throw;
    }
    helper.join();
    if (failure) std::rethrow_exception(failure);
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
  Budget budget{{}, options.threads - 1};
  if (!records.empty()) sort(records, 0, options, budget);
}
