// Wrong: the first exception to be caught wins, whichever job it came from.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "carry_exceptions.hpp"

#include <exception>
#include <mutex>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::exception_ptr first;
  std::once_flag caught;
  {
    std::vector<std::jthread> threads;
    for (const auto& job : jobs) {
      threads.emplace_back([&] {
        try {
          job();
        } catch (...) {
          std::call_once(caught, [&] { first = std::current_exception(); });
        }
      });
    }
  }
  if (first) std::rethrow_exception(first);
}
