// Wrong: catches what a job throws, so that the program lives, and tells nobody.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "carry_exceptions.hpp"

#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::jthread> threads;
  for (const auto& job : jobs) {
    threads.emplace_back([&job] {
      try {
        job();
      } catch (...) {
      }
    });
  }
}
