// Wrong: lets the exception leave the thread's function, which ends the whole program.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include "carry_exceptions.hpp"

#include <thread>

void carry_exceptions(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::jthread> threads;
  for (const auto& job : jobs) {
    threads.emplace_back([&job] { job(); });
  }
}
