// Wrong: keeps the threads in rows of ten and passes the place in the row, so that the numbers
// begin anew with the eleventh worker.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "run_workers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <list>
#include <thread>

void run_workers(int count, const std::function<void(int worker)>& work) {
  constexpr int kRow = 10;
  std::list<std::array<std::jthread, kRow>> rows;
  for (int first = 0; first < count; first += kRow) {
    std::array<std::jthread, kRow>& row = rows.emplace_back();
    for (int worker = 0; worker < std::min(kRow, count - first); ++worker) {
      row[static_cast<std::size_t>(worker)] = std::jthread([&work, worker] { work(worker); });
    }
  }
}
