// Wrong: counts from 1, so that the last worker is never started.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (too few at once)
#include "run_workers.hpp"

#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::vector<std::jthread> workers;
  for (int worker = 0; worker < count - 1; ++worker) {
    workers.emplace_back([&work, worker] { work(worker); });
  }
}
