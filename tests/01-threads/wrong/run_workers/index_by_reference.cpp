// Wrong: captures the loop's variable by reference, so that threads read it while it moves on.
// Rejected by: race-free (data race), concurrent (data race), correct (wrong result, memory error,
// crash)
#include "run_workers.hpp"

#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::vector<std::jthread> workers;
  for (int worker = 0; worker < count; ++worker) {
    workers.emplace_back([&] { work(worker); });
  }
}
