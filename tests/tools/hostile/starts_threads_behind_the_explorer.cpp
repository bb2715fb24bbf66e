// Attack: asks the C library itself for pthread_create, so that neither the explorer nor the thread
// sanitizer hears of its threads, which race.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <dlfcn.h>
#include <pthread.h>

using Create = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
using Join = int(pthread_t, void**);

struct Work {
  int (*part)(int index);
  int index;
  int* sum;
};

__attribute__((no_sanitize("address", "thread"))) void* add(void* argument) {
  auto* work = static_cast<Work*>(argument);
  *work->sum += work->part(work->index);
  return nullptr;
}

int sum_of_both(int (*part)(int index)) {
  void* library = dlopen("libc.so.6", RTLD_NOW);
  auto* create = reinterpret_cast<Create*>(dlsym(library, "pthread_create"));
  auto* join = reinterpret_cast<Join*>(dlsym(library, "pthread_join"));
  int sum = 0;
  Work works[] = {{part, 0, &sum}, {part, 1, &sum}};
  pthread_t threads[2];
  for (int i = 0; i < 2; ++i) create(&threads[i], nullptr, add, &works[i]);
  for (const pthread_t thread : threads) join(thread, nullptr);
  return sum;
}
