// Wrong: declares the slots after the threads: when it throws, they end while threads still write.
// Rejected by: race-free (data race, use after free), concurrent (data race), correct (memory
// error)
#include "carry_exceptions.hpp"

#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::jthread> threads;
  std::vector<std::exception_ptr> errors(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&jobs, slot = &errors[i], i] {
      try {
        jobs[i]();
      } catch (...) {
        *slot = std::current_exception();
      }
    });
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads[i].join();
    if (errors[i]) std::rethrow_exception(errors[i]);
  }
}
