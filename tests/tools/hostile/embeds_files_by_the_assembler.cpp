// Attack: has the assembler copy files that it must not see into the program, and prints them.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

#include <cstdio>
#include <thread>

asm(".section .rodata\n"
    "embedded: .incbin \"@CANARY@\"\n"
    ".byte 0\n"
    ".previous\n");
extern const char embedded[] asm("embedded");

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  std::puts(embedded);
  return both(part);
}
