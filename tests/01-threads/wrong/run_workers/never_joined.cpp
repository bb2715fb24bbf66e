// Wrong: destroys running std::threads, which calls std::terminate.
// Rejected by: correct (crash), race-free (crash), concurrent (crash)
#include "run_workers.hpp"

#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::vector<std::thread> workers;
  for (int worker = 0; worker < count; ++worker) {
    workers.emplace_back([&work, worker] { work(worker); });
  }
}
