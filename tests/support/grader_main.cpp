// The main program of every grader: GoogleTest, with what it sees sent to the evidence channel.

#include <gtest/gtest.h>
#include <sanitizer/common_interface_defs.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <typeinfo>

#include "explorer/exploration.hpp"
#include "explorer/hooks.hpp"
#include "support/child_programs.hpp"
#include "support/events.hpp"
#include "support/leftovers.hpp"
#include "support/rendezvous.hpp"
#include "support/watch.hpp"

#ifdef __SANITIZE_ADDRESS__
#define INTERLEAVE_ADDRESS
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define INTERLEAVE_ADDRESS
#endif
#endif

#ifdef INTERLEAVE_ADDRESS
#include <sanitizer/lsan_interface.h>
#endif

namespace {

std::atomic<int> reports_in_test = 0;  // by the thread sanitizer, which goes on after a report
std::string running_test;
bool under_explorer = false;   // an exploration has been heard of: this is not a native build
bool explorer_speaks = false;  // the failure that is being added has been told already

}  // namespace

// Sanitizers call these by name.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
const char* __asan_default_options() {
  return "detect_stack_use_after_return=1:handle_abort=1:leak_check_at_exit=0:"
         "check_initialization_order=1:allocator_may_return_null=0:exitcode=1";
}
// Threads that are left running are counted here. The watch goes on to the end, so a pause at exit
// "to catch more races" would only be waited out. One race is told once, in the first test that
// meets it: told by each, it floods the evidence channel.
const char* __tsan_default_options() {
  return "atexit_sleep_ms=0:exitcode=1:handle_abort=1:report_thread_leaks=0:"
         "second_deadlock_stack=1";
}
void __tsan_on_report(void* /*report*/) { ++reports_in_test; }
}
// NOLINTEND(bugprone-reserved-identifier)

namespace {

using nlohmann::json;

/// Sends what sanitizers have printed so far, if anything.
void send_sanitizer_report() {
  const interleave::Turn turn;
  const std::string report = interleave::take_sanitizer_report();
  if (report.empty()) return;
  interleave::send_event({{"event", "sanitizer"}, {"test", running_test}, {"report", report}});
}

[[noreturn]] void on_terminate() {
  // Threads may terminate at the same time: the first one speaks, and ends the program.
  interleave::keep_turn();

  std::string what = "no exception in flight";
  if (const std::exception_ptr exception = std::current_exception()) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::exception& error) {
      what = std::string("uncaught exception: ") + error.what();
    } catch (...) {
      what = "uncaught exception that is no std::exception";
    }
  }
  if (!interleave::events_are_open()) std::cerr << "std::terminate: " << what << '\n';
  send_sanitizer_report();
  __sanitizer_print_stack_trace();
  interleave::send_event({{"event", "terminate"},
                          {"test", running_test},
                          {"what", what},
                          {"report", interleave::take_sanitizer_report()}});
  _exit(1);
}

/// Whether threads outlive the test. A joined thread may be on its last few instructions in the
/// kernel, so they get time to go; a thread that is still there after that was not joined.
int threads_left() {
  constexpr int kPatience = 1000;
  for (int wait = 0; wait < kPatience; ++wait) {
    if (interleave::count_other_threads() <= 0) return 0;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return interleave::count_other_threads();
}

json steps_json(const std::vector<interleave::TimelineStep>& steps) {
  json list = json::array();
  for (const interleave::TimelineStep& step : steps) {
    list.push_back({{"thread", step.thread},
                    {"what", step.what},
                    {"file", step.file},
                    {"line", step.line},
                    {"code", step.code}});
  }
  return list;
}

/// Tells what an exploration found; a fault fails the test.
void hear_exploration(const interleave::Exploration& found) {
  under_explorer = true;
  json objects = json::array();
  for (const interleave::NamedObject& object : found.objects) {
    objects.push_back({{"name", object.name},
                       {"kind", object.kind},
                       {"file", object.file},
                       {"line", object.line},
                       {"code", object.code}});
  }
  interleave::send_event({{"event", "explored"},
                          {"test", running_test},
                          {"fault", found.fault},
                          {"sentence", found.sentence},
                          {"timeline", found.timeline},
                          {"replay", found.replay},
                          {"searched", found.searched},
                          {"complete", found.complete},
                          {"seeded", found.seeded},
                          {"schedules", found.schedules},
                          {"preemptions", found.preemptions},
                          {"steps", steps_json(found.steps)},
                          {"waiting", steps_json(found.waiting)},
                          {"objects", objects}});
  if (found.fault.empty() || found.fault == "unsupported") return;
  if (found.fault == "hang" && interleave::events_are_open()) _exit(1);  // the others would, too
  explorer_speaks = true;
  // Who listens has the timeline; a long one for every test would use up what a grader may print.
  ADD_FAILURE() << found.fault << ": " << found.sentence << '\n'
                << (interleave::events_are_open() ? "" : found.timeline)
                << "INTERLEAVE_REPLAY=" << found.replay << " shows it again";
  explorer_speaks = false;
}

interleave::Standstill describe_rendezvous() {
  const interleave::Rendezvous::Stuck stuck = interleave::Rendezvous::stuck();
  return {stuck.inside, stuck.parties, interleave::stall_meaning()};
}

class Evidence : public testing::EmptyTestEventListener {
 public:
  /// What listeners found that GoogleTest does not know of.
  bool found_more() const { return found_more_; }

 private:
  void OnTestStart(const testing::TestInfo& test) override {
    running_test = std::string(test.test_suite_name()) + '.' + test.name();
    reports_in_test = 0;
    interleave::Rendezvous::reset_used();
    interleave::reset_explored_runs();
    interleave::note_descriptors();
    interleave::watch_test(running_test.c_str());
    interleave::send_event({{"event", "begin"}, {"test", running_test}});
  }

  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (!result.failed() || explorer_speaks) return;
    if (interleave::is_in_schedule()) {
      interleave::fail_schedule(result.message(), result.file_name(), result.line_number());
    }
    json event = {{"event", "failure"}, {"test", running_test}, {"message", result.message()}};
    if (result.file_name() != nullptr) event["file"] = result.file_name();
    event["line"] = result.line_number();
    interleave::send_event(event);
  }

  void OnTestEnd(const testing::TestInfo& test) override {
    bool passed = test.result()->Passed() && reports_in_test == 0;
    if (const int count = threads_left(); count > 0) {
      passed = false;
      interleave::send_event({{"event", "threads_left"}, {"test", running_test}, {"count", count}});
    }
    for (const std::string& leftover : interleave::take_leftovers()) {
      passed = false;
      interleave::send_event(
          {{"event", "failure"}, {"test", running_test}, {"message", leftover}, {"line", -1}});
      if (!interleave::events_are_open()) std::cerr << running_test << ": " << leftover << '\n';
    }
    if (leaked()) passed = false;
    send_sanitizer_report();
    if (!passed) found_more_ = true;
    const char* how = "native";
    if (interleave::explored_runs() > 0) how = under_explorer ? "explored" : "repeated";
    if (interleave::Rendezvous::used_since_reset()) how = "rendezvous";
    interleave::send_event(
        {{"event", "end"}, {"test", running_test}, {"passed", passed}, {"how", how}});
  }

  /// Memory that became unreachable in this test. The checker finds old leaks again, so only the
  /// first test that leaks is told.
  static bool leaked() {
#ifdef INTERLEAVE_ADDRESS
    static bool has_leaked = false;
    if (!has_leaked && __lsan_do_recoverable_leak_check() != 0) {
      has_leaked = true;
      return true;
    }
#endif
    return false;
  }

  bool found_more_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  interleave::ChildEntry::run_if_named(argc, argv);
  interleave::open_events();
  interleave::adopt_orphans();
  interleave::capture_sanitizer_reports();
  testing::InitGoogleTest(&argc, argv);
  __sanitizer_set_death_callback(send_sanitizer_report);
  std::set_terminate(on_terminate);

  auto* evidence = new Evidence;  // owned by GoogleTest
  testing::UnitTest::GetInstance()->listeners().Append(evidence);
  interleave::set_failure_predicate(
      [] { return testing::Test::HasFailure() || reports_in_test > 0; });

  interleave::set_standstill_hook(describe_rendezvous);
  interleave::set_exploration_listener(hear_exploration);

  // Without a limit, in a debugger, a test may take as long as its reader does.
  const char* limit = std::getenv("INTERLEAVE_TEST_LIMIT_MS");
  interleave::start_watch(limit == nullptr ? std::chrono::hours(24)
                                           : std::chrono::milliseconds(std::atoi(limit)));

  const int failed = RUN_ALL_TESTS();
  interleave::send_event({{"event", "finished"}});
  return failed != 0 || evidence->found_more() ? 1 : 0;
}
