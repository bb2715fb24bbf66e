// Attack: is right only if it can look into another process: its memory, descriptors, folders.
// Outcome: rules (forbidden construct), correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

bool attack() {
  for (const char* path : {"/proc/1/mem", "/proc/1/maps", "/proc/1/auxv", "/proc/1/root/tmp",
                           "/proc/1/cwd/.", "/proc/1/fd/4", "/proc/1/exe", "/proc/1/stack"}) {
    if (const int file = open(path, O_RDONLY | O_CLOEXEC); file >= 0) {
      char byte = 0;
      const bool readable = read(file, &byte, 1) > 0 || errno == EISDIR;
      close(file);
      if (readable) return true;
    }
  }
  std::array<char, 256> target{};
  char byte = 0;
  const iovec here{&byte, 1};
  const iovec there{reinterpret_cast<void*>(0x400000), 1};
  return readlink("/proc/1/cwd", target.data(), target.size()) > 0 ||
         process_vm_readv(1, &here, 1, &there, 1, 0) > 0 ||
         process_vm_readv(getppid(), &here, 1, &there, 1, 0) > 0;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
