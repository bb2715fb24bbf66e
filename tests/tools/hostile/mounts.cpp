// Attack: is right only if it can mount, unmount or move what is mounted.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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
  mkdir("/tmp/interleave-hostile-mount", 0700);
  const bool mounted =
      mount("hostile", "/tmp/interleave-hostile-mount", "tmpfs", 0, "") == 0 ||
      mount("/", "/tmp/interleave-hostile-mount", nullptr, MS_BIND | MS_REC, nullptr) == 0 ||
      mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND, nullptr) == 0 ||
      umount2("/proc", MNT_DETACH) == 0 ||
      syscall(SYS_pivot_root, "/tmp", "/tmp/interleave-hostile-mount") == 0 ||
      syscall(SYS_fsopen, "tmpfs", 0) >= 0;
  rmdir("/tmp/interleave-hostile-mount");
  return mounted;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
