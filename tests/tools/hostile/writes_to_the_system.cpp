// Attack: is right only if it can open files of the kernel, devices or system files for writing.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
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
  for (const char* path :
       {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches",
        "/proc/sysrq-trigger", "/proc/1/oom_score_adj", "/dev/kmsg", "/dev/mem", "/dev/vda",
        "/dev/sda", "/etc/ld.so.preload", "/etc/ld.so.cache", "/usr/bin/true",
        "/usr/lib/os-release", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/cgroup.procs"}) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) continue;
    close(file);
    return true;
  }
  for (const char* path : {"/dev/interleave-hostile", "/usr/interleave-hostile",
                           "/etc/interleave-hostile", "/interleave-hostile"}) {
    if (mkdir(path, 0700) == 0) return true;
  }
  return mknod("/tmp/interleave-hostile-device", S_IFBLK | 0600, makedev(254, 0)) == 0;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
