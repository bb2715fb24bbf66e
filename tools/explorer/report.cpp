#include "explorer/report.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <set>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include "explorer/symbols.hpp"

namespace interleave::explorer {
namespace {

constexpr std::string_view kLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-*/=%&_#@!~";
constexpr std::size_t kStepsShown = 40;
constexpr const char* kAtTheGrader = "is here";

// Where libstdc++ has a race of its own that no program is to blame for.
constexpr std::string_view kKnownRace = "shared_ptr_atomic.h";

const char* fault_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDataRace:
      return "data race";
    case Outcome::kUseAfterFree:
      return "use after free";
    case Outcome::kDeadlock:
      return "deadlock";
    case Outcome::kLostWakeUp:
      return "lost wake-up";
    case Outcome::kLivelock:
      return "livelock";
    case Outcome::kThreadLeft:
      return "thread never joined";
    case Outcome::kMutexMisuse:
      return "mutex misuse";
    case Outcome::kWrongResult:
    case Outcome::kExplained:  // the sentence tells more
      return "wrong result";
    case Outcome::kSerial:
      return "serial";
    case Outcome::kTooFewAtOnce:
      return "too few at once";
    case Outcome::kNone:
    case Outcome::kCrash:
      return "crash";
    case Outcome::kHang:
      return "hang";
    case Outcome::kEndedEarly:
      return "ended early";
    case Outcome::kResourceLimit:
      return "resource limit";
    case Outcome::kUnsupported:
    case Outcome::kDiverged:
      return "unsupported";
    case Outcome::kPassed:
    case Outcome::kPruned:
    case Outcome::kCut:
      break;
  }
  return "";
}

/// Faults of which who waits for whom is a part.
bool is_standstill(Outcome outcome) {
  return outcome == Outcome::kDeadlock || outcome == Outcome::kLostWakeUp ||
         outcome == Outcome::kLivelock || outcome == Outcome::kThreadLeft ||
         outcome == Outcome::kSerial || outcome == Outcome::kTooFewAtOnce ||
         outcome == Outcome::kExplained;
}

bool is_library(const std::string& file) {
  return file.empty() || file.rfind("/usr/", 0) == 0 ||
         file.find("/tools/explorer/") != std::string::npos;
}

/// What graders are made of.
bool is_grader_support(const std::string& file) {
  return file.find("/tests/support/") != std::string::npos;
}

std::string thread_name(int number) {
  return number == 0 ? "the test" : "thread " + std::to_string(number);
}

std::string short_name(const std::string& file) { return file.substr(file.rfind('/') + 1); }

/// What is needed of an address to name it.
struct KindName {
  const char* kind;
  char letter;
};

KindName kind_of(Op op) {
  switch (op) {
    case Op::kLock:
    case Op::kTryLock:
    case Op::kUnlock:
      return {"mutex", 'M'};
    case Op::kSharedLock:
    case Op::kTrySharedLock:
      return {"shared mutex", 'M'};
    case Op::kWait:
    case Op::kWaitReturn:
    case Op::kNotifyOne:
    case Op::kNotifyAll:
      return {"condition variable", 'C'};
    case Op::kSemaphoreWait:
    case Op::kSemaphoreTryWait:
    case Op::kSemaphorePost:
      return {"semaphore", 'S'};
    case Op::kBarrierWait:
    case Op::kBarrierReturn:
      return {"barrier", 'B'};
    case Op::kOnceBegin:
    case Op::kOnceEnd:
      return {"once flag", 'O'};
    case Op::kFutexWait:
    case Op::kFutexReturn:
    case Op::kFutexWake:
    case Op::kLoad:
    case Op::kStore:
    case Op::kReadModifyWrite:
      return {"atomic", 'A'};
    case Op::kRead:
    case Op::kWrite:
    case Op::kFree:
      return {"memory", 'V'};
    default:
      return {"", ' '};
  }
}

/// Names places, threads and objects of one replayed schedule.
class Narrator {
 public:
  explicit Narrator(const Shared& shared) : shared_(shared) {
    std::vector<std::uintptr_t> addresses(shared.frames.begin(),
                                          shared.frames.begin() + shared.frame_count);
    addresses.push_back(shared.first.pc);
    addresses.push_back(shared.second.pc);
    places_ = find_places(addresses);
  }

  /// The innermost call that is not a library's, nor, if so wanted, of what graders are made of;
  /// none inside a test framework.
  SourcePlace place_of(const Stack& stack, bool outside_support = false) const {
    for (std::uint32_t i = 0; i < stack.count; ++i) {
      const auto found = places_.find(shared_.frames.at(stack.begin + i));
      if (found != places_.end() && !found->second.empty() &&
          found->second.front().function.rfind("testing::", 0) == 0) {
        return {};
      }
      SourcePlace place = place_at(shared_.frames.at(stack.begin + i), outside_support);
      if (place.line > 0) return place;
    }
    return {};
  }

  SourcePlace place_at(std::uintptr_t address, bool outside_support = false) const {
    const auto found = places_.find(address);
    if (found == places_.end()) return {};
    for (const SourcePlace& place : found->second) {
      if (outside_support && is_grader_support(place.file)) continue;
      if (!is_library(place.file) && place.line > 0) return place;
    }
    return {};
  }

  /// Mutexes, atomics and the like that only graders use, for themselves, are not the learner's
  /// business. Requires: `note_use` has been called for all events.
  bool is_inner(const Event& event, const SourcePlace& place) const {
    const char letter = kind_of(event.kind).letter;
    return letter != ' ' && letter != 'V' && is_grader_support(place.file) &&
           !used_by_others_.contains(event.object);
  }
  void note_use(const Event& event) {
    const SourcePlace place = place_of(event.stack);
    if (place.line > 0 && !is_grader_support(place.file)) used_by_others_.insert(event.object);
  }

  /// "M1", or nothing for what has no name. The first use names it.
  std::string name_of(Op op, std::uintptr_t address, const SourcePlace& place) {
    const KindName kind = kind_of(op);
    if (*kind.kind == '\0' || address == 0) return {};
    // Plain accesses are told of one place only, the one that is raced for.
    const std::uintptr_t key = kind.letter == 'V' ? 0 : address;
    const auto [known, is_new] = names_.try_emplace({kind.letter, key}, objects_.size());
    if (is_new) {
      const auto same =
          std::count_if(objects_.begin(), objects_.end(),
                        [&](const NamedObject& other) { return other.name[0] == kind.letter; });
      objects_.push_back({kind.letter + std::to_string(same + 1), kind.kind, place.file, place.line,
                          read_source_line(place.file, place.line)});
    }
    return objects_.at(known->second).name;
  }

  /// Whether the access at `address` is in the library's file `name`, or inlined into it.
  bool is_inside(std::uintptr_t address, std::string_view name) const {
    const auto found = places_.find(address);
    return found != places_.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](const SourcePlace& place) {
             return place.file.find(name) != std::string::npos;
           });
  }

  const std::vector<NamedObject>& objects() const { return objects_; }

 private:
  const Shared& shared_;
  std::set<std::uintptr_t> used_by_others_;  // than graders' support
  std::unordered_map<std::uintptr_t, std::vector<SourcePlace>> places_;
  std::map<std::pair<char, std::uintptr_t>, std::size_t> names_;
  std::vector<NamedObject> objects_;
};

std::string what_happens(const Event& event, const std::string& name) {
  const std::string value = std::to_string(event.value);
  switch (event.kind) {
    case Op::kEnd:
      return "ends";
    case Op::kCreate:
      return "starts thread " + value;
    case Op::kJoin:
      return "joins thread " + value;
    case Op::kLock:
      return "locks " + name;
    case Op::kTryLock:
    case Op::kTrySharedLock:
      return event.value != 0 ? "locks " + name : "fails to lock " + name;
    case Op::kUnlock:
      return "unlocks " + name;
    case Op::kSharedLock:
      return "locks " + name + " shared";
    case Op::kWait:
      return "waits on " + name;
    case Op::kWaitReturn:
      return event.value != 0 ? "wakes for nothing on " + name : "wakes up on " + name;
    case Op::kNotifyOne:
    case Op::kNotifyAll:
    case Op::kFutexWake:
      return "notifies " + name + (event.value == 0 ? ": nobody waits" : ": wakes " + value);
    case Op::kSemaphoreWait:
    case Op::kSemaphoreTryWait:
      return "acquires " + name;
    case Op::kSemaphorePost:
      return "releases " + name;
    case Op::kFutexWait:
      return "sleeps on " + name;
    case Op::kOnceBegin:
      return "begins " + name;
    case Op::kBarrierWait:
      return "arrives at " + name;
    case Op::kSleep:
      return "has slept";
    case Op::kTimeout:
      return "gives up waiting";
    case Op::kLoad:
      return "reads " + name + " = " + value;
    case Op::kStore:
      return "sets " + name + " = " + value;
    case Op::kReadModifyWrite:
      return "changes " + name + " to " + value;
    case Op::kFence:
      return "fence";
    case Op::kRead:
      return "reads " + name;
    case Op::kWrite:
      return "writes " + name;
    case Op::kFree:
      return "frees " + name;
    default:
      return {};
  }
}

std::string what_it_waits_for(const Blocked& blocked, const std::string& name) {
  std::string text;
  switch (blocked.kind) {
    case Op::kJoin:
      return "waits for thread " + std::to_string(blocked.holder) + " to end";
    case Op::kLock:
    case Op::kSharedLock:
    case Op::kSemaphoreWait:
    case Op::kOnceBegin:
      text = "waits for " + name;
      break;
    case Op::kWaitReturn:
      text = "waits on " + name + " for a notification";
      break;
    case Op::kFutexReturn:
      text = "waits for " + name + " to change";
      break;
    case Op::kBarrierReturn:
      text = "waits at " + name;
      break;
    case Op::kBodyEnd:
      return "has returned";
    case Op::kSleep:
      return "sleeps";
    default:
      return "waits";
  }
  if (blocked.holder >= 0) {
    text +=
        ", which " + (blocked.holder == blocked.thread ? std::string("it holds itself")
                                                       : thread_name(blocked.holder) + " holds");
    if (blocked.holder_ended) text += " (and has ended)";
  }
  return text;
}

std::string where(const SourcePlace& place) {
  if (place.line == 0) return {};
  return " (" + short_name(place.file) + ":" + std::to_string(place.line) + ")";
}

std::string access_text(const Access& access, const SourcePlace& place) {
  const char* verb = "reads it";
  if (access.is_free) {
    verb = "frees it";
  } else if (access.is_write) {
    verb = "writes it";
  }
  return thread_name(access.thread) + " " + verb + (access.is_atomic ? " atomically" : "") +
         where(place);
}

std::string sentence_of(const Shared& shared, Narrator& narrator,
                        const std::vector<TimelineStep>& waiting) {
  std::string detail = shared.detail.data();
  const std::string who = thread_name(shared.thread);
  std::string all_wait;
  for (const TimelineStep& step : waiting) {
    if (step.what == "has returned") continue;
    all_wait += (all_wait.empty() ? "" : "; ") + thread_name(step.thread) + " " + step.what;
    if (step.line > 0) all_wait += where({"", step.file, step.line});
  }
  switch (shared.outcome) {
    case Outcome::kDataRace:
      return "two threads use the same memory, and nothing orders the two: " +
             access_text(shared.first, narrator.place_at(shared.first.pc)) + ", " +
             access_text(shared.second, narrator.place_at(shared.second.pc)) + ".";
    case Outcome::kUseAfterFree:
      if (detail == "of the body") {
        return who + " uses a variable of the test after the test has returned.";
      }
      if (detail == "twice") return who + " frees memory that has been freed already.";
      return "memory is used although it may be gone: " +
             access_text(shared.first, narrator.place_at(shared.first.pc)) + ", " +
             access_text(shared.second, narrator.place_at(shared.second.pc)) + ".";
    case Outcome::kDeadlock:
      return "no thread can go on: " + (detail.empty() ? all_wait : who + " " + detail) + ".";
    case Outcome::kExplained:
      return detail + "\nNo thread can go on: " + all_wait + ".";
    case Outcome::kLostWakeUp:
      return "a notification came when nobody was waiting for it yet, or woke another thread, and "
             "no other will come: " +
             all_wait + ".";
    case Outcome::kLivelock:
      return "threads look again and again for a change that nobody is left to make." +
             (all_wait.empty() ? "" : " Meanwhile " + all_wait + ".");
    case Outcome::kThreadLeft:
      if (!detail.empty()) return "a thread that the test started " + detail + ".";
      return "the test has returned, and a thread that it started goes on" +
             (all_wait.empty() ? std::string(".") : ": " + all_wait + ".");
    case Outcome::kSerial:
      return "the calls are made one after the other: the first waits inside for " +
             std::to_string(shared.parties - 1) + " more, which never come.";
    case Outcome::kTooFewAtOnce:
      return std::to_string(shared.inside) + " calls are inside at once, where " +
             std::to_string(shared.parties) + " must be.";
    case Outcome::kMutexMisuse:
      return who + " " + detail + ".";
    case Outcome::kHang:
      return detail == "runs on" ? who + " runs on and on without ever coming to an end or a wait."
                                 : "the body had not ended after " + detail + " steps.";
    case Outcome::kCrash:
    case Outcome::kResourceLimit:
      return who + ": " + detail + ".";
    case Outcome::kEndedEarly:
      return who + " " + detail + ".";
    case Outcome::kUnsupported:
    case Outcome::kDiverged:
      return "the explorer cannot judge this test: " +
             (shared.outcome == Outcome::kDiverged
                  ? "it does not behave alike each time (" + detail + ")"
                  : detail) +
             ".";
    case Outcome::kNone:
      return "the process ended: " + detail;
    default:
      return detail;
  }
}

std::size_t width_of(const std::string& text) {  // of UTF-8
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

std::string timeline_text(const Exploration& result) {
  std::vector<int> threads;
  for (const TimelineStep& step : result.steps) {
    if (std::find(threads.begin(), threads.end(), step.thread) == threads.end()) {
      threads.push_back(step.thread);
    }
  }
  std::sort(threads.begin(), threads.end());
  const std::size_t skipped =
      result.steps.size() > kStepsShown ? result.steps.size() - kStepsShown : 0;
  std::map<int, std::size_t> widths;
  for (const int thread : threads) {
    std::size_t width = thread_name(thread).size();
    for (std::size_t i = skipped; i < result.steps.size(); ++i) {
      const TimelineStep& step = result.steps[i];
      if (step.thread == thread) width = std::max(width, width_of(step.what));
    }
    widths[thread] = width + 2;
  }
  std::ostringstream text;
  // A line with `cell` in the column of `thread` (or a heading in each), and `code` behind them.
  const auto add_line = [&](const auto& cell_of, const std::string& code) {
    std::string line;
    for (const int thread : threads) {
      const std::string cell = cell_of(thread);
      line += cell + std::string(widths[thread] - std::min(widths[thread], width_of(cell)), ' ');
    }
    line += code;
    text << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
  };
  add_line(thread_name, "");
  if (skipped > 0) text << "... " << skipped << " steps before\n";
  for (std::size_t i = skipped; i < result.steps.size(); ++i) {
    const TimelineStep& step = result.steps[i];
    std::string code;
    if (step.line > 0) {
      code = short_name(step.file) + ':' + std::to_string(step.line);
      if (!step.code.empty()) code += "  " + step.code;
    }
    add_line([&](int thread) { return thread == step.thread ? step.what : std::string(); }, code);
  }
  for (const TimelineStep& step : result.waiting) {
    text << "at the end " << thread_name(step.thread) << ' ' << step.what;
    if (step.line > 0) text << where({"", step.file, step.line});
    text << '\n';
  }
  for (const NamedObject& object : result.objects) {
    text << object.name << ": " << object.kind;
    if (object.line > 0) {
      text << " first used at " << short_name(object.file) << ':' << object.line;
      if (!object.code.empty()) text << "  " << object.code;
    }
    text << '\n';
  }
  return text.str();
}

}  // namespace

std::string encode_choices(const Shared& shared) {
  std::string token;
  std::uint32_t length = shared.length;
  while (length > 0 && shared.trail.at(length - 1).taken == 0) --length;
  for (std::uint32_t i = 0; i < length;) {
    const std::uint8_t taken = shared.trail.at(i).taken;
    std::uint32_t repeats = 1;
    while (i + repeats < length && shared.trail.at(i + repeats).taken == taken) ++repeats;
    token += kLetters.at(taken);
    if (repeats > 1) token += std::to_string(repeats);
    i += repeats;
  }
  return token.empty() ? "a" : token;
}

bool decode_choices(const std::string& token, Shared& shared) {
  std::uint32_t length = 0;
  for (std::size_t i = 0; i < token.size();) {
    const std::size_t taken = kLetters.find(token[i++]);
    if (taken == std::string_view::npos) return false;
    std::uint64_t repeats = 0;
    while (i < token.size() && token[i] >= '0' && token[i] <= '9' && repeats < kMostChoices) {
      repeats = repeats * 10 + static_cast<std::uint64_t>(token[i++] - '0');
    }
    for (repeats = std::max<std::uint64_t>(repeats, 1); repeats > 0; --repeats) {
      if (length == kMostChoices) return false;
      Choice& choice = shared.trail.at(length++);
      choice.taken = static_cast<std::uint8_t>(taken);
      choice.options = 0;
    }
  }
  shared.prefix = shared.length = length;
  return length > 0;
}

void describe(const Shared& shared, Exploration& result) {
  result.fault = fault_of(shared.outcome);
  if (result.fault.empty()) {
    result.sentence = "this schedule passes.";
  }
  Narrator narrator(shared);
  if (shared.outcome == Outcome::kDataRace && narrator.is_inside(shared.first.pc, kKnownRace) &&
      narrator.is_inside(shared.second.pc, kKnownRace)) {
    result.fault = "unsupported";
    result.sentence =
        "std::atomic<std::shared_ptr> of this C++ library orders its own accesses too weakly.";
    return;
  }
  for (std::uint32_t i = 0; i < shared.event_count; ++i) narrator.note_use(shared.events.at(i));
  std::map<int, TimelineStep> last;  // of each thread
  for (std::uint32_t i = 0; i < shared.event_count; ++i) {
    const Event& event = shared.events.at(i);
    SourcePlace place = narrator.place_of(event.stack);
    // What a library does on its own account, or a test framework, is not the learner's business.
    if (place.line == 0 && event.kind != Op::kEnd) continue;
    if (event.kind == Op::kOnceBegin && event.value == 0) continue;  // done long ago
    std::string what;
    if (narrator.is_inner(event, place)) {
      // That the thread was there tells something: once.
      place = narrator.place_of(event.stack, true);
      what = kAtTheGrader;
      const TimelineStep& before = last[event.thread];
      const bool is_told =
          before.what == what && before.file == place.file && before.line == place.line;
      if (place.line == 0 || is_told) continue;
    } else {
      what = what_happens(event, narrator.name_of(event.kind, event.object, place));
    }
    if (what.empty()) continue;
    result.steps.push_back(
        {event.thread, what, place.file, place.line, read_source_line(place.file, place.line)});
    last[event.thread] = result.steps.back();
  }
  for (std::uint32_t i = 0; is_standstill(shared.outcome) && i < shared.blocked_count; ++i) {
    const Blocked& blocked = shared.blocked.at(i);
    if (blocked.kind == Op::kNone) continue;
    const SourcePlace place = narrator.place_of(blocked.stack);
    result.waiting.push_back(
        {blocked.thread,
         what_it_waits_for(blocked, narrator.name_of(blocked.kind, blocked.object, place)),
         place.file, place.line, read_source_line(place.file, place.line)});
  }
  result.objects = narrator.objects();
  if (shared.outcome == Outcome::kWrongResult) {
    result.sentence = shared.detail.data();
    if (shared.file[0] != '\0') {
      result.steps.push_back({shared.thread, "✗ is wrong", shared.file.data(), shared.line,
                              read_source_line(shared.file.data(), shared.line)});
    }
  } else if (!result.fault.empty()) {
    result.sentence = sentence_of(shared, narrator, result.waiting);
  }
  result.timeline = timeline_text(result);
}

void describe_search(const Shared& shared, const ExploreOptions& options, Exploration& result) {
  std::ostringstream text;
  if (result.complete) {
    text << "every schedule explored (sequentially consistent): " << result.schedules;
    if (shared.waited_in_loops) text << ", but for how often a waiting loop turns";
    if (options.weak_memory) text << ", and weak memory by samples";
  } else {
    text << result.schedules << " schedules: depth first, with at most two preemptions, at random "
         << "and by random priorities, seed " << options.seed;
    if (result.diverged) {
      text << "; not systematically, because the test does not behave alike in the same schedule";
    }
  }
  result.searched = text.str();
}

}  // namespace interleave::explorer
