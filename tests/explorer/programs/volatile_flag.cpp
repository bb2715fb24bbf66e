// Volatile flag: volatile is no synchronisation, so the flag races and its data with it.
#include "programs/program.hpp"

#include <atomic>

namespace {

using interleave::require;
using interleave::run_together;

template <class Flag>
void publish() {
  int data = 0;
  Flag ready = false;
  const auto write = [&] {
    data = 42;
    ready = true;
  };
  const auto read = [&] {
    if (ready) require(data == 42, "ready, but the data are not there");
  };
  run_together(write, read);
}

const interleave::Program program{
    "volatile_flag", {"data race"}, publish<volatile bool>, publish<std::atomic<bool>>};

}  // namespace
