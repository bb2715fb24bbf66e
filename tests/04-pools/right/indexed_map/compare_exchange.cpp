// Right: takes an index by compare_exchange, and only if there is one; threads start each other.
#include "indexed_map.hpp"

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <thread>

namespace {

class Map {
 public:
  Map(const std::vector<int>& items, const std::function<int(int item)>& f)
      : items_(items), f_(f), outcomes_(items.size()) {}

  /// Takes items on this thread and on n - 1 others.
  void run(int n) {
    std::jthread others;
    if (n > 1) others = std::jthread([this, n] { run(n - 1); });
    for (std::size_t i = 0; take(i);) {
      try {
        outcomes_[i] = f_(items_[i]);
      } catch (...) {
        outcomes_[i] = std::current_exception();
      }
    }
  }

  std::vector<Outcome> outcomes() { return std::move(outcomes_); }

 private:
  bool take(std::size_t& index) {
    index = next_;
    while (index < items_.size()) {
      if (next_.compare_exchange_weak(index, index + 1)) return true;
    }
    return false;
  }

  const std::vector<int>& items_;
  const std::function<int(int item)>& f_;
  std::vector<Outcome> outcomes_;
  std::atomic<std::size_t> next_ = 0;
};

}  // namespace

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  Map map(items, f);
  map.run(n);
  return map.outcomes();
}
