#pragma once

#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>

/// The operating system and the C library without the explorer between: for the explorer itself.
namespace interleave::explorer {

/// For every variable of the explorer that must survive from one schedule to the next.
#define INTERLEAVE_STATE __attribute__((section("interleave_state")))

inline long raw_syscall(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                        long f = 0) {
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  long result = 0;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

/// Waits until `word` is not 0. Acquire.
inline void raw_wait(int& word) {
  while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 0) {
    raw_syscall(SYS_futex, reinterpret_cast<long>(&word), FUTEX_WAIT_PRIVATE, 0);
  }
}

/// Sets `word` to 1 and wakes who waits for that. Release.
inline void raw_wake(int& word) {
  __atomic_store_n(&word, 1, __ATOMIC_RELEASE);
  raw_syscall(SYS_futex, reinterpret_cast<long>(&word), FUTEX_WAKE_PRIVATE, 1 << 30);
}

/// Zeroed memory that is never freed; null if there is none. `sharing`: MAP_PRIVATE, or MAP_SHARED
/// with children.
template <typename T>
T* map_zeroed(int sharing = MAP_PRIVATE, std::size_t bytes = sizeof(T)) {
  void* memory =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_NORESERVE | sharing, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<T*>(memory);
}

/// A thread that the explorer does not control, with a small stack.
void raw_pthread_create(pthread_t& thread, void* (*function)(void*), void* argument);

}  // namespace interleave::explorer
