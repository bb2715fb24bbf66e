// Relaxed reference count: the last owner destroys the object without having seen what the other
// owner did to it.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

class Pair {
 public:
  explicit Pair(int& total) : total_(total) {}
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() { total_ = left + right; }

  std::atomic<int> owners{2};
  int left = 0;
  int right = 0;

 private:
  int& total_;
};

template <std::memory_order kOrder>
void release(Pair* pair) {
  if (pair->owners.fetch_sub(1, kOrder) == 1) delete pair;
}

template <std::memory_order kOrder>
void share() {
  int total = 0;
  auto* const pair = new Pair(total);
  const auto set_left = [pair] {
    pair->left = 1;
    release<kOrder>(pair);
  };
  const auto set_right = [pair] {
    pair->right = 2;
    release<kOrder>(pair);
  };
  run_together(set_left, set_right);
  require(total == 3, "the destructor missed what an owner wrote");
}

const interleave::Program program{"reference_count_relaxed",
                                  {"data race"},
                                  share<std::memory_order_relaxed>,
                                  share<std::memory_order_acq_rel>};

}  // namespace
