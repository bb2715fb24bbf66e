#pragma once

#include <array>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "explorer/explore.hpp"

/// The corpus that the explorer is measured by: small programs with one classic fault each.
namespace interleave {

/// A program with one fault that some schedule shows, and its twin without the fault. Each defines
/// itself in a file of its own, as a constant that registers itself.
///
/// Requires of the bodies: they share nothing that outlives them, unless that is their subject, and
/// start at most three threads. `fixed` is right under every schedule that C++20 allows, spurious
/// wake-ups included; with `options.weak_memory`, under stale reads too.
struct Program {
  using Body = void (*)();

  Program(std::string called, std::vector<std::string> reported, Body with_fault,
          Body without_fault, ExploreOptions explored_with = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() = default;

  std::string name;
  std::vector<std::string>
      kinds;  ///< Every failing schedule of `buggy` fails in one of these ways.
  Body buggy;
  Body fixed;
  ExploreOptions options;
};

/// All programs of this binary, in no particular order. Complete once `main` has begun.
std::vector<const Program*>& programs();

/// Ends the running schedule as a wrong result, unless `condition` holds. Any thread may call it.
void require(bool condition, const char* message, const char* file = __builtin_FILE(),
             int line = __builtin_LINE());

/// Runs each function on a thread of its own, and waits for all of them.
template <class... Functions>
void run_together(Functions&&... functions) {
  std::array threads{std::thread(std::forward<Functions>(functions))...};
  for (std::thread& thread : threads) thread.join();
}

}  // namespace interleave
