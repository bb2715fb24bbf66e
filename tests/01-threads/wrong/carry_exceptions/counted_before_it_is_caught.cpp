// Wrong: a guard says that the job has ended while the exception is still on its way to the handler
// that keeps it.
// Rejected by: race-free (data race), concurrent (data race), correct (wrong result, memory error,
// leak, crash)
#include "carry_exceptions.hpp"

#include <cstddef>
#include <exception>
#include <latch>
#include <thread>

namespace {

struct Ended {
  std::latch& all;
  ~Ended() { all.count_down(); }
};

}  // namespace

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::exception_ptr> errors(jobs.size());
  std::latch all_ended(static_cast<std::ptrdiff_t>(jobs.size()));
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        const Ended ended{all_ended};
        jobs[i]();
      } catch (...) {
        errors[i] = std::current_exception();
      }
    });
  }
  all_ended.wait();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}
