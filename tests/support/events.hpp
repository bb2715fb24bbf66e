#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

/// The evidence channel: what a grader tells the ./course command, one JSON object per line, on a
/// descriptor that the command opens and that nothing an answer prints can reach. Before it on the
/// line stands the key that the command has made for this run; other lines are no evidence.
///
///   {"event":"begin","test":T}                       the test starts
///   {"event":"failure","test":T,"message":M,"file":F,"line":N}
///   {"event":"sanitizer","test":T,"report":TEXT}     what a sanitizer printed during the test
///   {"event":"terminate","test":T,"what":W,"report":TEXT}    std::terminate was called
///   {"event":"stall","test":T,"proven":B,"processor_time":B,
///    "threads":[{"name":N,"stack":TEXT,"held_by":N}],
///    "rendezvous":{"inside":I,"parties":P},
///    "meaning":M}                                    proven: every thread waits for ever;
///                                                    otherwise the time limit ran out
///   {"event":"threads_left","test":T,"count":N}      threads outlived the test
///   {"event":"end","test":T,"passed":B,"how":H}      how: "explored", "repeated", "rendezvous"
///                                                    or "native"
///   {"event":"explored","test":T,"fault":F,"sentence":S,"timeline":TEXT,"replay":CHOICES,
///    "searched":TEXT,"complete":B,"schedules":N,"preemptions":N,"steps":[...],"waiting":[...],
///    "objects":[...]}                                an exploration ended: docs/explorer.md
///   {"event":"finished"}                             every test ran and main is about to return
namespace interleave {

/// Takes the descriptor over from the environment variable INTERLEAVE_EVENTS_FD and unsets it, so
/// that neither child processes nor a casual look at the environment find it. Without the variable
/// (a debugger, ctest) events are dropped. Call once, first thing in main.
void open_events();

/// True if somebody listens.
bool events_are_open();

/// Writes one event. Thread-safe. Does nothing in a forked child.
void send_event(const nlohmann::json& event);

/// From now on sanitizers print into memory instead of stderr, where `take_sanitizer_report` finds
/// it. Only when events are open; otherwise reports stay on stderr, where a person sees them.
void capture_sanitizer_reports();

/// What sanitizers have printed since the last call. Empty when nothing is captured. Thread-safe.
std::string take_sanitizer_report();

/// While it lives, only its thread sends events and takes reports; others wait until it has gone.
/// A thread may have several at once.
class Turn {
 public:
  Turn();
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  bool first_ = true;  ///< of this thread
};

/// A turn that never ends, for the one that ends the program: else a test that goes on would take
/// the stacks that were printed for a stall, and tell them as what a sanitizer has found, or go on
/// because processes that it waited for were ended.
void keep_turn();

}  // namespace interleave
