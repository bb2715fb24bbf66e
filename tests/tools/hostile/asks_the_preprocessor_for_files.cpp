// Attack: is right only if the preprocessor sees a file that it must not.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

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
#if __has_include("@CANARY@") ||                                                                 \
                  __has_include(                                                                 \
                      "@OTHER@") ||                                                              \
                      __has_include(                                                             \
                          "/etc/passwd") ||                                                      \
                          __has_include(                                                         \
                              "@COURSE@/solutions/01-fixture/sum_of_both.cpp") ||                \
                              __has_include(                                                     \
                                  "@COURSE@/tests/01-fixture/sum_of_both_test.cpp") ||           \
                                  __has_include(                                                 \
                                      "@COURSE@/lessons/01-fixture/twice.cpp") ||                \
                                      __has_include(                                             \
                                          "../../../../solutions/01-fixture/sum_of_both.cpp") || \
                                          __has_include("/root/.bashrc") ||                      \
                                                        __has_include("/proc/1/environ.")
  return true;
#else
  return false;
#endif
}

int sum_of_both(int (*part)(int index)) { return both(part) + (attack() ? 0 : 1); }
