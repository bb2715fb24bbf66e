// Rendezvous: each thread waits for the other before it says that it has come.
#include "programs/program.hpp"

#include <semaphore>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void meet() {
  std::binary_semaphore left_came{0};
  std::binary_semaphore right_came{0};
  int left = 0;
  int right = 0;
  const auto come_from_left = [&] {
    left = 1;
    if constexpr (kFixed) left_came.release();
    right_came.acquire();
    if constexpr (!kFixed) left_came.release();
    require(right == 1, "the other has not come");
  };
  const auto come_from_right = [&] {
    right = 1;
    if constexpr (kFixed) right_came.release();
    left_came.acquire();
    if constexpr (!kFixed) right_came.release();
    require(left == 1, "the other has not come");
  };
  run_together(come_from_left, come_from_right);
}

const interleave::Program program{"rendezvous_order", {"deadlock"}, meet<false>, meet<true>};

}  // namespace
