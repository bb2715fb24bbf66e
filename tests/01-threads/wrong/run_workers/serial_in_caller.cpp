// Wrong: calls work in a loop on the caller's own thread; nothing is concurrent.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (serial)
#include "run_workers.hpp"

void run_workers(int count, const std::function<void(int worker)>& work) {
  for (int worker = 0; worker < count; ++worker) work(worker);
}
