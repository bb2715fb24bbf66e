// Attack: is right only if it can write a gigabyte in files of /tmp, /dev/shm and wherever else it
// may, and leaves them there.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <unistd.h>

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
  static const std::string block(1 << 20, 'x');
  int megabytes = 0;
  for (const char* folder :
       {"/tmp", "/dev/shm", "/var/tmp", "@OUTSIDE@", "@COURSE@/build/course"}) {
    for (int number = 0; megabytes < 1000; ++number) {
      const std::string path = std::string(folder) + "/interleave-hostile" + std::to_string(number);
      const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (file < 0) break;
      int written = 0;
      while (written < 10 && write(file, block.data(), block.size()) > 0) ++written;
      close(file);
      megabytes += written;
      if (written < 10) break;
    }
  }
  return megabytes >= 1000;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
