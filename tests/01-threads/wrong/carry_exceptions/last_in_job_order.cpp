// Wrong: goes through all errors and keeps the last.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "carry_exceptions.hpp"

#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::exception_ptr> errors(jobs.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          jobs[i]();
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
    }
  }
  std::exception_ptr found;
  for (const std::exception_ptr& error : errors) {
    if (error) found = error;
  }
  if (found) std::rethrow_exception(found);
}
