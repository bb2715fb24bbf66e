// Right: waits on a latch that every worker counts down, and joins as well.
#include "run_workers.hpp"

#include <latch>
#include <list>
#include <thread>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::latch all_ended(count);
  std::list<std::thread> workers;
  for (int worker = 0; worker < count; ++worker) {
    workers.emplace_back([&, worker] {
      work(worker);
      all_ended.count_down();
    });
  }
  all_ended.wait();
  for (std::thread& worker : workers) worker.join();
}
