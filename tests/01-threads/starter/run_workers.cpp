#include "run_workers.hpp"

void run_workers([[maybe_unused]] int count,
                 [[maybe_unused]] const std::function<void(int worker)>& work) {
  // TODO: start one thread for each worker, then wait until all of them have ended.
}
