// Wrong: detaches its threads and waits until they have counted down: on return they may still be
// running.
// Rejected by: race-free (wrong result), correct (wrong result)
#include "indexed_map.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace {

struct Work {
  Work(const std::vector<int>& the_items, const std::function<int(int item)>& the_f,
       std::size_t threads)
      : items(the_items), f(the_f), outcomes(items.size()), ended(std::ptrdiff_t(threads)) {}

  void take_items() {
    for (std::size_t i = next++; i < items.size(); i = next++) {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
    }
    ended.count_down();
  }

  const std::vector<int>& items;
  const std::function<int(int item)>& f;
  std::vector<Outcome> outcomes;
  std::atomic<std::size_t> next = 0;
  std::latch ended;
};

}  // namespace

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  const std::size_t count = std::min(static_cast<std::size_t>(n), items.size());
  const auto work = std::make_shared<Work>(items, f, count);
  for (std::size_t i = 0; i < count; ++i) std::thread([work] { work->take_items(); }).detach();
  work->ended.wait();
  return std::move(work->outcomes);
}
