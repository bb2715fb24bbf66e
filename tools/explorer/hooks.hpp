#pragma once

#include <cstddef>

#include "explorer/exploration.hpp"

/// What a test framework and the explorer tell each other. Test authors need none of it.
namespace interleave {

/// Installs the predicate that tells `explore` whether the current run has already failed.
/// Call it once, before the first test, from the main thread.
void set_failure_predicate(bool (*has_failed)());
bool has_already_failed();

/// What it means that no thread can go on: where some wait in a rendezvous, a serial answer, and
/// not any deadlock; and what else a test says beforehand ("unbalanced: ...").
struct Standstill {
  int inside = 0;
  int parties = 0;
  const char* meaning = "";
};
void set_standstill_hook(Standstill (*describe)());
Standstill describe_standstill();

/// Installs who hears what an exploration found; called from the main thread at the end of each
/// `explore`. Without one, a fault is printed and ends the program.
void set_exploration_listener(void (*listen)(const Exploration&));

/// How often the latest calls of `explore` ran their bodies, since the last `reset_explored_runs`.
std::size_t explored_runs();
void reset_explored_runs();

}  // namespace interleave
