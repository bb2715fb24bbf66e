// Wrong: joins each thread before it starts the next, and starts no more once a job has thrown.
// Rejected by: correct (hang, wrong result), race-free (deadlock, wrong result), concurrent
// (serial)
#include "carry_exceptions.hpp"

#include <exception>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  for (const auto& job : jobs) {
    std::exception_ptr error;
    std::thread thread([&] {
      try {
        job();
      } catch (...) {
        error = std::current_exception();
      }
    });
    thread.join();
    if (error) std::rethrow_exception(error);
  }
}
