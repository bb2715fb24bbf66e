// Attack: leaks, and defines malloc and free, so that no sanitizer hears of it.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

#include <cstddef>
#include <cstdlib>
#include <thread>

alignas(16) char heap[64 << 20];
std::size_t used = 0;

extern "C" void* malloc(std::size_t size) noexcept {
  return heap + __atomic_fetch_add(&used, (size + 15) / 16 * 16, __ATOMIC_SEQ_CST);
}
extern "C" void free(void*) noexcept {}

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  auto* lost = static_cast<int*>(std::malloc(4000));
  *lost = both(part);
  return *lost;
}
