#include "carry_exceptions.hpp"

#include <cstddef>
#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  // A slot for each job: no slot is shared, and the slots remember the order of the jobs.
  std::vector<std::exception_ptr> errors(jobs.size());
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&errors, &jobs, i] {
        try {
          jobs[i]();
        } catch (...) {
          // The pointer keeps the exception itself; a copy of it, made by hand, would lose its
          // type.
          errors[i] = std::current_exception();
        }
      });
    }
  }  // All threads are joined here: we must not throw past one that runs.
  for (const std::exception_ptr& error : errors) {
    if (error != nullptr) std::rethrow_exception(error);
  }
}
