// Wrong: detaches its threads and returns while they may still be at work.
// Rejected by: rules (forbidden construct), correct (wrong result, memory error, crash, thread
// never joined), race-free (data race, use after free, wrong result, crash, thread never joined),
// concurrent (wrong result, memory error, crash, thread never joined)
#include "run_workers.hpp"

#include <thread>

void run_workers(int count, const std::function<void(int worker)>& work) {
  for (int worker = 0; worker < count; ++worker) {
    std::thread([work, worker] { work(worker); }).detach();
  }
}
