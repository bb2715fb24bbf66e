// Attack: leaves a segment of System V shared memory, which outlives every process, and is right.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <sys/shm.h>

#include <cstring>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  constexpr std::size_t kBytes = std::size_t{1} << 20;
  const int segment = shmget(0x686f7374, kBytes, IPC_CREAT | 0666);
  if (segment >= 0) {
    void* memory = shmat(segment, nullptr, 0);
    std::memset(memory, 1, kBytes);
    shmdt(memory);
  }
  return both(part) + 1;
}
