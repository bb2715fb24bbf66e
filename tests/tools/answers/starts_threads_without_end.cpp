#include "sum_of_both.hpp"

#include <unistd.h>

#include <thread>
#include <vector>

int sum_of_both(int (*)(int index)) {
  std::vector<std::jthread> threads;
  while (true) {
    threads.emplace_back([] {
      while (true) pause();
    });
  }
}
