// Ring buffer published early: the producer moves the index before it has filled the slot.
#include "programs/program.hpp"

#include <array>
#include <atomic>
#include <cstddef>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class RingBuffer {
 public:
  void push(int item) {
    const std::size_t end = end_.load(std::memory_order_relaxed);
    if constexpr (!kFixed) end_.store(end + 1, std::memory_order_release);
    slots_.at(end % slots_.size()) = item;
    if constexpr (kFixed) end_.store(end + 1, std::memory_order_release);
  }

  bool try_pop(int& item) {
    const std::size_t begin = begin_.load(std::memory_order_relaxed);
    if (begin == end_.load(std::memory_order_acquire)) return false;
    item = slots_.at(begin % slots_.size());
    begin_.store(begin + 1, std::memory_order_release);
    return true;
  }

 private:
  std::array<int, 2> slots_{};
  std::atomic<std::size_t> begin_{0};
  std::atomic<std::size_t> end_{0};
};

template <bool kFixed>
void pass_one_item() {
  RingBuffer<kFixed> buffer;
  const auto consume = [&] {
    int item = 7;
    require(!buffer.try_pop(item) || item == 7, "an item was popped that nobody pushed");
  };
  run_together([&] { buffer.push(7); }, consume);
}

const interleave::Program program{
    "ring_buffer_published_early", {"data race"}, pass_one_item<false>, pass_one_item<true>};

}  // namespace
