// Waiting with if: by the time a consumer has woken up, another may have taken the item.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class Buffer {
 public:
  void put() {
    const std::lock_guard lock(mutex_);
    ++items_;
    filled_.notify_one();
  }

  void take() {
    std::unique_lock lock(mutex_);
    if constexpr (kFixed) {
      while (items_ == 0) filled_.wait(lock);
    } else {
      if (items_ == 0) filled_.wait(lock);
    }
    require(items_ > 0, "an item is taken from an empty buffer");
    --items_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  int items_ = 0;
};

template <bool kFixed>
void one_producer_two_consumers() {
  Buffer<kFixed> buffer;
  const auto take = [&] { buffer.take(); };
  const auto put_two = [&] {
    buffer.put();
    buffer.put();
  };
  run_together(take, take, put_two);
}

const interleave::Program program{"bounded_buffer_if",
                                  {"wrong result"},
                                  one_producer_two_consumers<false>,
                                  one_producer_two_consumers<true>};

}  // namespace
