// Promise set twice: each of two threads looks whether the question has been answered, and then
// answers it.
#include "programs/program.hpp"

#include <atomic>
#include <future>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void answer_from_two_threads() {
  std::promise<int> answer;
  std::future<int> future = answer.get_future();
  std::atomic<bool> answered{false};
  const auto answer_first = [&](int value) {
    if constexpr (kFixed) {
      if (answered.exchange(true)) return;
      answer.set_value(value);
    } else {
      if (answered.load()) return;
      answer.set_value(value);
      answered.store(true);
    }
  };
  run_together([&] { answer_first(1); }, [&] { answer_first(2); });
  const int value = future.get();
  require(value == 1 || value == 2, "nobody gave this answer");
}

const interleave::Program program{
    "promise_set_twice", {"crash"}, answer_from_two_threads<false>, answer_from_two_threads<true>};

}  // namespace
