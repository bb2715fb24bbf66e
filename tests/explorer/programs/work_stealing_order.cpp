// Work-stealing deque, wrong order: the owner looks at the top before it has lowered the bottom, so
// it takes for granted an item that a thief still finds.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>

namespace {

using interleave::require;
using interleave::run_together;

constexpr int kItems = 2;
constexpr int kNone = -1;

/// Items are the numbers from top to bottom - 1.
template <bool kFixed>
class Deque {
 public:
  /// For the owner: an item or kNone.
  int pop() {
    const int bottom = bottom_.load() - 1;
    int top = 0;
    if constexpr (kFixed) {
      bottom_.store(bottom);
      top = top_.load();
    } else {
      top = top_.load();
      bottom_.store(bottom);
    }
    if (top < bottom) return bottom;
    const bool won = top == bottom && top_.compare_exchange_strong(top, top + 1);
    bottom_.store(bottom + 1);
    return won ? bottom : kNone;
  }

  /// For a thief: an item or kNone.
  int steal() {
    int top = top_.load();
    const int item = top;
    if (top >= bottom_.load()) return kNone;
    return top_.compare_exchange_strong(top, top + 1) ? item : kNone;
  }

 private:
  std::atomic<int> top_{0};
  std::atomic<int> bottom_{kItems};
};

template <bool kFixed>
void pop_one_steal_two() {
  Deque<kFixed> deque;
  std::array<int, 3> items{};
  run_together([&] { items[0] = deque.pop(); },
               [&] {
                 items[1] = deque.steal();
                 items[2] = deque.steal();
               });
  std::array<int, kItems> owners{};
  for (const int item : items) {
    if (item != kNone) ++owners.at(static_cast<std::size_t>(item));
  }
  require(owners[0] == 1, "the first item was not taken exactly once");
  require(owners[1] == 1, "the second item was not taken exactly once");
}

const interleave::Program program{
    "work_stealing_order", {"wrong result"}, pop_one_steal_two<false>, pop_one_steal_two<true>};

}  // namespace
