// Wrong: starts a single thread that does the work of all, one after the other.
// Rejected by: concurrent (serial)
#include "run_workers.hpp"

#include <thread>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::jthread all([&] {
    for (int worker = 0; worker < count; ++worker) work(worker);
  });
}
