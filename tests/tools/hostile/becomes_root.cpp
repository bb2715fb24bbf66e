// Attack: is right only if it is, or can become, root, or has or can get a privilege.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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
  const gid_t root = 0;
  return getuid() == 0 || geteuid() == 0 || setuid(0) == 0 || setgid(0) == 0 ||
         setgroups(1, &root) == 0 || prctl(PR_CAPBSET_DROP, 0) == 0 ||
         prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 || setpriority(PRIO_PROCESS, 0, -20) == 0;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
