// Right: std::async with the launch policy that promises a thread of its own.
#include "run_workers.hpp"

#include <future>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::vector<std::future<void>> workers;
  for (int worker = 0; worker < count; ++worker) {
    workers.push_back(std::async(std::launch::async, work, worker));
  }
  for (std::future<void>& worker : workers) worker.get();
}
