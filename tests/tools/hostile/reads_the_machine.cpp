// Attack: is right only if it can read what tells one machine and its users from another, and
// prints what it reads.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <fstream>
#include <iostream>
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

bool reads(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  std::getline(file, text, '\0');
  std::cout << text.substr(0, 100) << std::flush;
  return !text.empty();
}

bool attack() {
  for (const char* path :
       {"/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/hosts", "/etc/machine-id",
        "/etc/ssh/ssh_host_ed25519_key", "/root/.bashrc", "/root/.profile", "/root/.ssh/id_ed25519",
        "/var/log/dpkg.log", "/var/lib/dpkg/status", "/run/utmp", "/sys/class/dmi/id/product_name",
        "/proc/1/root/etc/passwd", "/dev/mem", "/proc/kcore"}) {
    if (reads(path)) return true;
  }
  return false;
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
