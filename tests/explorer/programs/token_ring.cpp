// Token ring: the holder passes the token on and wakes one thread, which need not be the next one.
#include "programs/program.hpp"

#include <condition_variable>
#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
class Ring {
 public:
  /// Waits for the token and passes it to the next seat.
  void take_turn(int seat) {
    std::unique_lock lock(mutex_);
    passed_.wait(lock, [&] { return holder_ == seat; });
    ++holder_;
    if constexpr (kFixed) {
      passed_.notify_all();
    } else {
      passed_.notify_one();
    }
  }

  int holder() const { return holder_; }

 private:
  std::mutex mutex_;
  std::condition_variable passed_;
  int holder_ = 0;
};

template <bool kFixed>
void pass_token_round() {
  Ring<kFixed> ring;
  run_together([&] { ring.take_turn(0); }, [&] { ring.take_turn(1); }, [&] { ring.take_turn(2); });
  require(ring.holder() == 3, "the token has not gone round");
}

const interleave::Program program{
    "token_ring", {"lost wake-up", "deadlock"}, pass_token_round<false>, pass_token_round<true>};

}  // namespace
