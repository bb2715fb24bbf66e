#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "explorer/explore.hpp"

/// What `explore` does, with the result in hand: for tests of the explorer, and for frameworks.
namespace interleave {

/// A step of the failing schedule, for a timeline.
struct TimelineStep {
  int thread = 0;    ///< 0 is the body
  std::string what;  ///< "locks M1"
  std::string file;  ///< of the nearest call in code that is not the library's
  int line = 0;
  std::string code;  ///< the text of that line, if it can be read
};

/// Something that threads met on, named by the line that first used it.
struct NamedObject {
  std::string name;  ///< "M1"
  std::string kind;  ///< "mutex"
  std::string file;
  int line = 0;
  std::string code;
};

struct Exploration {
  std::string fault;     ///< "" if none; else its kind: "data race", ..., or "unsupported"
  std::string sentence;  ///< names the fault
  std::string timeline;  ///< the failing schedule, a column per thread
  std::string replay;    ///< its choices, with the fewest preemptions that were found
  std::vector<TimelineStep> steps;
  std::vector<NamedObject> objects;
  std::vector<TimelineStep> waiting;  ///< who waits for whom at the end, and what is at fault

  std::size_t schedules = 0;      ///< that ran to their end
  std::size_t pruned = 0;         ///< abandoned, because an equivalent one has been run
  std::size_t first_failure = 0;  ///< the number of the schedule that failed, from 1
  int preemptions = 0;            ///< in the failing schedule
  bool complete = false;          ///< every schedule was run (sequentially consistent)
  bool seeded = false;            ///< a strategy took part whose choices depend on the seed
  bool diverged = false;  ///< the body did not behave alike in a schedule that was tried twice
  std::string searched;   ///< how much, in words
};

/// Explores `body` in forked children. Requires and guarantees what `explore` does, but reports
/// instead of failing. The environment may override: INTERLEAVE_SEED the seed, INTERLEAVE_REPLAY
/// (a token) the whole search, INTERLEAVE_HOLD=1 makes a replay stop for a debugger. A native build
/// does not run the body, and says "unsupported": one that must fail on some schedule may not be
/// let loose.
Exploration run_exploration(const std::function<void()>& body, const ExploreOptions& options = {});

/// Ends the running schedule as a "wrong result". Called from the body, on any of its threads; in a
/// native build it ends the process with SIGABRT.
void fail_schedule(const std::string& message, const char* file, int line);

/// True in a schedule: between the beginning and the end of a body under the explorer.
bool is_in_schedule();

}  // namespace interleave
