// Wrong: joins each thread before it starts the next.
// Rejected by: concurrent (serial)
#include "run_workers.hpp"

#include <thread>

void run_workers(int count, const std::function<void(int worker)>& work) {
  for (int worker = 0; worker < count; ++worker) {
    std::thread thread([&work, worker] { work(worker); });
    thread.join();
  }
}
