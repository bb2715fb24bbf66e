// Wrong: a single job needs no thread, and its exception needs nobody to carry it.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "carry_exceptions.hpp"

#include <cstddef>
#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  if (jobs.size() == 1) return jobs[0]();
  std::vector<std::exception_ptr> errors(jobs.size());
  {
    std::vector<std::jthread> threads;
    threads.reserve(jobs.size());
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&errors, &jobs, i] {
        try {
          jobs[i]();
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error != nullptr) std::rethrow_exception(error);
  }
}
