// Right: each thread starts the next one before it works, and joins it afterwards.
#include "run_workers.hpp"

#include <thread>

namespace {

void start_from(int worker, int count, const std::function<void(int worker)>& work) {
  if (worker == count) return;
  std::thread self([&] {
    std::thread next([&] { start_from(worker + 1, count, work); });
    work(worker);
    next.join();
  });
  self.join();
}

}  // namespace

void run_workers(int count, const std::function<void(int worker)>& work) {
  start_from(0, count, work);
}
