// Attack: makes empty files without end.
// Outcome: correct (crash, ended early, hang, resource limit, wrong result), race-free (crash, ended early, hang, resource limit, wrong result), concurrent (crash, ended early, hang, resource limit, wrong result)
#include "sum_of_both.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <string>

int sum_of_both(int (*)(int index)) {
  for (int number = 0;; ++number) {
    for (const char* folder : {"/tmp/interleave-hostile", "/dev/shm/interleave-hostile"}) {
      close(open((folder + std::to_string(number)).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
  }
}
