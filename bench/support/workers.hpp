#pragma once

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <thread>

/// As many threads, and as many processes, in all that is measured here.
inline unsigned workers() { return std::max(1U, std::thread::hardware_concurrency()); }

/// Calls `work` with each number below `count`, once, in forked processes that each take the next
/// number when they are ready. Their memory is their own: `work` leaves its results where others
/// find them.
///
/// Requires: no thread but the caller's runs.
template <typename Work>
void by_processes(std::size_t count, const Work& work) {
  using Counter = std::atomic<std::size_t>;
  void* memory =
      mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  auto* next = new (memory) Counter(0);
  for (unsigned i = 0; i < workers(); ++i) {
    const pid_t process = fork();
    if (process < 0) std::abort();
    if (process > 0) continue;
    for (std::size_t number = next->fetch_add(1); number < count; number = next->fetch_add(1)) {
      work(number);
    }
    _exit(0);
  }
  while (wait(nullptr) > 0) {
  }
  munmap(memory, sizeof(Counter));
}
