// Wrong: all threads write one exception_ptr, and none of them waits for the others.
// Rejected by: race-free (data race), concurrent (data race), correct (wrong result, memory error,
// leak, crash)
#include "carry_exceptions.hpp"

#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::exception_ptr found;
  {
    std::vector<std::jthread> threads;
    for (const auto& job : jobs) {
      threads.emplace_back([&] {
        try {
          job();
        } catch (...) {
          if (!found) found = std::current_exception();
        }
      });
    }
  }
  if (found) std::rethrow_exception(found);
}
