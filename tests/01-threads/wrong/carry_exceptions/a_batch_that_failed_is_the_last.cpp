// Wrong: runs sixteen jobs at a time, and throws after the first sixteen in which one has failed,
// so that the rest is never called.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "carry_exceptions.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  constexpr std::size_t kBatch = 16;
  for (std::size_t first = 0; first < jobs.size(); first += kBatch) {
    std::array<std::exception_ptr, kBatch> errors;
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = first; i < std::min(first + kBatch, jobs.size()); ++i) {
        threads.emplace_back([&error = errors[i - first], &job = jobs[i]] {
          try {
            job();
          } catch (...) {
            error = std::current_exception();
          }
        });
      }
    }
    for (const std::exception_ptr& error : errors) {
      if (error != nullptr) std::rethrow_exception(error);
    }
  }
}
