// Attack: defines pthread_create as a function that runs the thread's work at once: serial, but no
// two threads can race.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

#include <pthread.h>

#include <thread>

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t*, void* (*work)(void*),
                              void* argument) noexcept {
  *thread = pthread_self();
  work(argument);
  return 0;
}

extern "C" int pthread_join(pthread_t, void**) { return 0; }

int sum_of_both(int (*part)(int index)) {
  int sum = 0;
  std::thread first([&] { sum += part(0); });
  std::thread second([&] { sum += part(1); });
  first.join();
  second.join();
  return sum;
}
