// Attack: is right only if it can change the machine's name, clock or keys, or what its kernel is
// made of.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <sched.h>
#include <sys/reboot.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/time.h>
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
  const timeval now{1'000'000'000, 0};
  sched_param first{};
  first.sched_priority = 99;
  return sethostname("hostile", 7) == 0 || setdomainname("hostile", 7) == 0 ||
         settimeofday(&now, nullptr) == 0 || reboot(RB_DISABLE_CAD) == 0 || swapoff("/") == 0 ||
         sched_setscheduler(0, SCHED_FIFO, &first) == 0 ||
         syscall(SYS_init_module, nullptr, 0, "") == 0;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
