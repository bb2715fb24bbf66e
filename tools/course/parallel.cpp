#include "course/parallel.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "judge/errors.hpp"
#include "process/process.hpp"

namespace interleave {

void for_each_index(std::size_t count, unsigned workers,
                    const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;  // guarded by mutex
  const auto take_turns = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        if (interrupt_requested()) throw Interrupted();
        work(i);
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < workers; ++i) threads.emplace_back(take_turns);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace interleave
