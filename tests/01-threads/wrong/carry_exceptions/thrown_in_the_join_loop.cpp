// Wrong: throws out of the loop that joins, so threads that are not joined yet are destroyed.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include "carry_exceptions.hpp"

#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::exception_ptr> errors(jobs.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        jobs[i]();
      } catch (...) {
        errors[i] = std::current_exception();
      }
    });
  }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads[i].join();
    if (errors[i]) std::rethrow_exception(errors[i]);
  }
}
