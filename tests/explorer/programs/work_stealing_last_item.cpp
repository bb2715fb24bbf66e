// Work-stealing deque, last item: the owner takes it without competing with the thief.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

/// Items are the numbers from top to bottom - 1; there is one.
template <bool kFixed>
class Deque {
 public:
  /// For the owner: whether it got the item.
  bool pop() {
    const int bottom = bottom_.load() - 1;
    bottom_.store(bottom);
    int top = top_.load();
    if (top < bottom) return true;
    bool won = top == bottom;
    if (kFixed && won) won = top_.compare_exchange_strong(top, top + 1);
    bottom_.store(bottom + 1);
    return won;
  }

  /// For a thief: whether it got the item.
  bool steal() {
    int top = top_.load();
    return top < bottom_.load() && top_.compare_exchange_strong(top, top + 1);
  }

 private:
  std::atomic<int> top_{0};
  std::atomic<int> bottom_{1};
};

template <bool kFixed>
void fight_for_last_item() {
  Deque<kFixed> deque;
  int popped = 0;
  int stolen = 0;
  run_together([&] { popped = deque.pop() ? 1 : 0; }, [&] { stolen = deque.steal() ? 1 : 0; });
  require(popped + stolen == 1, "the item was not taken exactly once");
}

const interleave::Program program{"work_stealing_last_item",
                                  {"wrong result"},
                                  fight_for_last_item<false>,
                                  fight_for_last_item<true>};

}  // namespace
