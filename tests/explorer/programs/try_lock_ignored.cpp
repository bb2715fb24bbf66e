// try_lock ignored: the thread goes on whether it got the lock or not, and unlocks all the same.
#include "programs/program.hpp"

#include <mutex>

namespace {

using interleave::require;
using interleave::run_together;

template <bool kFixed>
void count_under_lock() {
  std::mutex mutex;
  int counter = 0;
  const auto increment = [&] {
    if constexpr (kFixed) {
      mutex.lock();
    } else {
      static_cast<void>(mutex.try_lock());
    }
    ++counter;
    mutex.unlock();
  };
  run_together(increment, increment);
  require(counter == 2, "two increments did not make two");
}

const interleave::Program program{"try_lock_ignored",
                                  {"data race", "mutex misuse"},
                                  count_under_lock<false>,
                                  count_under_lock<true>};

}  // namespace
