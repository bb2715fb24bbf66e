#include "run_workers.hpp"

#include <cstddef>
#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  std::vector<std::jthread> workers;
  workers.reserve(static_cast<std::size_t>(count));
  for (int worker = 0; worker < count; ++worker) {
    // `worker` is copied: by reference, a thread that starts late would read a number that the
    // loop has long since moved on from. `work` outlives every thread, because we join below.
    workers.emplace_back([&work, worker] { work(worker); });
  }
  // The vector's end joins every jthread: no way out of this function leaves one running.
}
