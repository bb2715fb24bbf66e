// Wrong: detaches its threads and returns while they may still be at work.
// Rejected by: rules (forbidden construct), race-free (wrong result), concurrent (wrong result),
// correct (wrong result, memory error, crash, thread never joined)
#include "run_workers.hpp"

#include <thread>

void run_workers(int count, const std::function<void(int worker)>& work) {
  for (int worker = 0; worker < count; ++worker) {
    std::thread([work, worker] { work(worker); }).detach();
  }
}
