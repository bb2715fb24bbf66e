// Right: a promise for each job; the threads are joined while the exception of get unwinds.
#include "carry_exceptions.hpp"

#include <future>
#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::promise<void>> promises(jobs.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        jobs[i]();
        promises[i].set_value();
      } catch (...) {
        promises[i].set_exception(std::current_exception());
      }
    });
  }
  for (std::promise<void>& promise : promises) promise.get_future().get();
}
