// Wrong: starts the workers in batches of ten, and joins each batch before it starts the next.
// Rejected by: concurrent (too few at once)
#include "run_workers.hpp"

#include <algorithm>
#include <thread>
#include <vector>

void run_workers(int count, const std::function<void(int worker)>& work) {
  constexpr int kBatch = 10;
  for (int first = 0; first < count; first += kBatch) {
    std::vector<std::jthread> workers;
    for (int worker = first; worker < std::min(first + kBatch, count); ++worker) {
      workers.emplace_back([&work, worker] { work(worker); });
    }
  }
}
