// Wrong: a single worker needs no thread, so the caller does the work itself.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_workers.hpp"

#include <cstddef>
#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  if (count == 1) {
    work(0);
    return;
  }
  std::vector<std::jthread> workers;
  workers.reserve(static_cast<std::size_t>(count));
  for (int worker = 0; worker < count; ++worker) {
    workers.emplace_back([&work, worker] { work(worker); });
  }
}
