#include "judge/evidence.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>
#include <tuple>

#include "judge/files.hpp"
#include "judge/utf8.hpp"
#include "judge/verdict_json.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using End = ProcessResult::End;

constexpr std::size_t kMostFindings = 50;
constexpr std::size_t kOutputShown = 2000;

struct Words {
  std::string_view name;  ///< part of what a sanitizer calls it
  std::string_view words;
};

// First match wins.
constexpr std::array kMemoryErrors{
    Words{"use-after-scope", "used a local variable after its scope had ended"},
    Words{"use-after-return", "used a local variable after its function had returned"},
    Words{"use-after-free", "used memory after it had been freed"},
    Words{"double-free", "freed the same memory twice"},
    Words{"overflow", "read or wrote beyond the end of an object"},
    Words{"underflow", "read or wrote before the beginning of an object"},
    Words{"alloc-dealloc-mismatch", "freed memory in another way than it was allocated"},
    Words{"not malloc", "freed memory that was never allocated"},
    Words{"SEGV", "read or wrote through a pointer that points nowhere"},
    Words{"CHECK failed", "wrote to a wrong address: the sanitizer finds its own memory changed"},
    Words{"ABRT", "called abort, or an assertion of the standard library failed"},
};

struct Wait {
  std::string_view in_stack;
  std::string_view words;
};

constexpr Wait kInCallback{"Rendezvous::",
                           "is inside the grader's callback, waiting for the other calls"};

// First match wins.
constexpr std::array kWaits{
    Wait{"join", "waits for a thread to end"},
    Wait{"condition_variable", "waits on a condition variable"},
    Wait{"cond_wait", "waits on a condition variable"},
    Wait{"cond_clockwait", "waits on a condition variable"},
    Wait{"rwlock", "waits for a shared mutex"},
    Wait{"mutex", "waits for a mutex"},
    Wait{"lll_lock", "waits for a mutex"},
    Wait{"latch", "waits on a latch"},
    Wait{"barrier", "waits at a barrier"},
    Wait{"semaphore", "waits for a semaphore"},
    Wait{"future", "waits for a future"},
    Wait{"__atomic_wait", "waits on an atomic"},
    Wait{"_M_do_wait", "waits on an atomic"},
    Wait{"sleep", "sleeps"},
};

/// `waits` tells what the kernel sees: "to read from a pipe".
std::string what_it_does(const Stack& stack, const std::string& waits, bool proven) {
  const auto is_in = [&](const Wait& wait) {
    return std::any_of(stack.frames.begin(), stack.frames.end(), [&](const Frame& frame) {
      return frame.function.find(wait.in_stack) != std::string::npos;
    });
  };
  if (is_in(kInCallback)) return std::string(kInCallback.words);
  // Only of a futex the kernel does not know whose it is.
  const bool is_futex = waits.empty() || waits == "for another thread";
  const auto* const found = std::find_if(kWaits.begin(), kWaits.end(), is_in);
  if (is_futex && found != kWaits.end()) return std::string(found->words);
  if (!waits.empty()) return "waits " + waits;
  return proven ? "waits" : "runs";
}

/// "wrong result", unless the message names another finding: "too many at once: ...".
std::pair<std::string, std::string> kind_and_message(std::string message) {
  if (message.rfind("Failed\n", 0) == 0) message.erase(0, std::strlen("Failed\n"));
  const std::size_t colon = message.find(": ");
  if (colon != std::string::npos && is_finding_kind(message.substr(0, colon))) {
    return {message.substr(0, colon), message.substr(colon + 2)};
  }
  return {"wrong result", message};
}

/// The line above a stack, as a label: without numbers and signs that mean nothing to a reader.
std::string label_of(const Stack& stack) {
  static const std::regex noise(R"(^Address 0x[0-9a-f]+ is | at (?:address )?0x[0-9a-f]+|:+$)");
  static const std::regex access(R"(^(READ|WRITE) of size (\d+) (thread T\d+)$)");
  if (stack.title.empty() || stack.title.rfind("==", 0) == 0) return "here";
  std::string label = std::regex_replace(stack.title, noise, "");
  std::smatch match;
  if (!std::regex_match(label, match, access)) return label;
  return fmt::format("{} by {}", match[1] == "READ" ? "read" : "write", match[3].str());
}

/// Reads the events of a run one by one.
class Reader {
 public:
  Reader(const std::set<std::string>& expected,
         const std::function<Check(const std::string&)>& check_of, const Limits& limits,
         const Locator& locator)
      : expected_(expected), check_of_(check_of), limits_(limits), locator_(locator) {}

  void read(const json& event) {
    const std::string what = event.at("event");
    if (what == "finished") {
      finished = true;
      return;
    }
    const std::string test = event.at("test");
    if (what == "begin") {
      complete_ = false;
      seeded_ = false;
      searched_.clear();
      running = expected_.contains(test) ? test : "";
    } else if (what == "failure") {
      auto [kind, message] = kind_and_message(event.at("message"));
      Finding& found = add(kind, test, message);
      if (event.contains("file")) {
        Place place = locator_.at(event.at("file"), event.at("line"), "asked by the grader");
        place.text.clear();  // the message says it in the learner's terms
        found.places.push_back(std::move(place));
      }
    } else if (what == "sanitizer") {
      for (const SanitizerReport& report : parse_sanitizer_text(event.at("report"))) {
        read_sanitizer(report, test);
      }
    } else if (what == "explored") {
      read_exploration(event, test);
    } else if (what == "terminate") {
      read_terminate(event, test);
    } else if (what == "stall") {
      read_stall(event, test);
    } else if (what == "threads_left") {
      add("thread never joined", test,
          fmt::format("{} of the threads that were started were still running when the test ended.",
                      event.at("count").get<int>()));
    } else if (what == "end") {
      const bool counted_out = std::any_of(
          ended.begin(), ended.end(), [&](const TestResult& each) { return each.name == test; });
      if (test == running && !test.empty() && !counted_out) {
        ended.push_back(
            {test, event.at("how"), event.at("passed").get<bool>(), complete_, searched_, seeded_});
      }
      running.clear();
    }
  }

  Finding& add(std::string kind, const std::string& test, const std::string& message) {
    findings.push_back({check_of_(test), std::move(kind), test, plain_text(message), {}});
    return findings.back();
  }

  std::vector<TestResult> ended;
  std::vector<Finding> findings;
  std::string running;
  bool finished = false;
  bool hung = false;

 private:
  void read_sanitizer(const SanitizerReport& report, const std::string& test) {
    if (report.kind == "data race") {
      Finding& race = add(report.kind, test,
                          "two threads use the same memory, at least one writes it, and nothing "
                          "makes one happen before the other.");
      for (const Stack& stack : report.stacks) {
        // "Write of size 4 at 0x7b04 by main thread:", "Previous read of ...", "Atomic write of
        // ..."
        const std::size_t by = stack.title.rfind(" by ");
        const std::size_t of = stack.title.find(" of size");
        if (by == std::string::npos || of == std::string::npos) continue;
        std::string access = stack.title.substr(0, of);
        std::transform(access.begin(), access.end(), access.begin(),
                       [](unsigned char letter) { return std::tolower(letter); });
        std::string who = stack.title.substr(by + 4);
        who = who.substr(0, who.find_first_of(":("));
        race.places.push_back(locator_.locate(stack, fmt::format("{} by {}", access, who)));
      }
      return;
    }
    Finding& found = add(report.kind, test, explain(report));
    const std::size_t most = 3;
    for (const Stack& stack : report.stacks) {
      if (found.places.size() == most) break;
      Place place = locator_.locate(stack, label_of(stack));
      if (place.line > 0) found.places.push_back(std::move(place));
    }
  }

  /// Files as a person in the course's directory would write them, with the lines of text that the
  /// explorer could not see in its sandbox; the `timeline`, too, gets these.
  json as_shown(json list, std::string& timeline) const {
    for (json& each : list) {
      if (each.at("line") == 0) continue;
      const fs::path file = each.at("file").get<std::string>();
      const Place place = locator_.at(file, each.at("line"), "");
      each["file"] = place.file;
      if (!each.at("code").get<std::string>().empty()) continue;
      const std::string code = trimmed(place.text);
      each["code"] = code;
      add_behind(timeline, fmt::format("{}:{}", file.filename().string(), place.line), code);
    }
    return list;
  }

  /// Adds `code` to every line that ends with `place`.
  static void add_behind(std::string& timeline, const std::string& place, const std::string& code) {
    if (code.empty()) return;
    const std::string end = place + '\n';
    for (std::size_t at = timeline.find(end); at != std::string::npos;
         at = timeline.find(end, at + end.size())) {
      timeline.insert(at + place.size(), "  " + code);
    }
  }

  void read_exploration(const json& event, const std::string& test) {
    std::string kind = event.at("fault");
    complete_ = event.at("complete");
    seeded_ = event.at("seeded");
    searched_ = event.at(kind == "unsupported" ? "sentence" : "searched");
    if (kind.empty() || kind == "unsupported") return;
    std::string message = event.at("sentence");
    hung = hung || kind == "hang";
    if (kind == "wrong result") std::tie(kind, message) = kind_and_message(message);
    Finding& found = add(kind, test, message);
    found.timeline = plain_text(event.at("timeline").get<std::string>());
    found.replay = test.substr(test.find('.') + 1) + ':' + event.at("replay").get<std::string>();
    json schedule{{"replay", found.replay}, {"preemptions", event.at("preemptions")}};
    for (const char* list : {"steps", "waiting", "objects"}) {
      schedule[list] = as_shown(event.at(list), found.timeline);
    }
    schedule["timeline"] = found.timeline;
    found.schedule = json_text(schedule, -1);
    const auto add_place = [&](const json& step) {
      const int thread = step.at("thread");
      const std::string who = thread == 0 ? "the test" : fmt::format("thread {}", thread);
      const int line = step.at("line");
      if (line == 0) return;
      found.places.push_back(locator_.at(
          step.at("file"), line, fmt::format("{} {}", who, step.at("what").get<std::string>())));
    };
    for (const json& step : event.at("waiting")) add_place(step);
    if (found.places.empty() && !event.at("steps").empty()) add_place(event.at("steps").back());
  }

  static std::string explain(const SanitizerReport& report) {
    if (report.kind == "leak") return "memory that the answer allocated was never freed.";
    if (report.kind == "deadlock") {
      return "mutexes are locked in different orders by different threads, which can deadlock (" +
             report.description + ").";
    }
    if (report.kind == "environment") {
      return "the sanitizer cannot work here: " + report.description;
    }
    for (const Words& error : kMemoryErrors) {
      if (report.description.find(error.name) != std::string::npos) {
        return fmt::format("{} ({}).", error.words, report.description);
      }
    }
    return report.description.empty() ? "the sanitizer stopped the program." : report.description;
  }

  void read_terminate(const json& event, const std::string& test) {
    const std::string what = event.at("what");
    const std::vector<Stack> stacks = parse_stacks(event.at("report"));
    std::string message = "std::terminate was called: " + what + '.';
    if (what == "no exception in flight") {
      message =
          "std::terminate was called. With no exception in flight, that is most often a "
          "std::thread "
          "that was destroyed or assigned to while it was still joinable.";
    }
    Finding& crash = add("crash", test, message);
    for (const Stack& stack : stacks) crash.places.push_back(locator_.locate(stack, "here"));
  }

  void read_stall(const json& event, const std::string& test) {
    const bool proven = event.at("proven");
    const Check check = check_of_(test);
    std::string kind = check == Check::kRaceFree && proven ? "deadlock" : "hang";
    std::string message = "every thread waits for another, for ever.";
    if (!proven && event.value("processor_time", false)) {
      message =
          fmt::format("the test did not end: it has used {} s of processor time.", limits_.seconds);
    } else if (!proven) {
      message = fmt::format("the test did not end: it has slept for {} s.", 3 * limits_.seconds);
    }
    if (event.contains("rendezvous")) {
      const int inside = event.at("rendezvous").at("inside");
      const int parties = event.at("rendezvous").at("parties");
      kind = inside == 1 ? "serial" : "too few at once";
      message = fmt::format(
          "the grader's callback waits until {} calls are inside it at once; only {} came, and "
          "nothing else can happen any more.",
          parties, inside);
    }
    if (event.contains("meaning")) std::tie(kind, message) = kind_and_message(event.at("meaning"));
    for (const json& process : event.value("processes", json::array())) {
      const std::string waits = process.at("waits");
      message += fmt::format("\n{} {}.", process.at("name").get<std::string>(),
                             waits.empty() ? "runs" : "waits " + waits);
    }
    Finding& stall = add(kind, test, message);
    std::vector<std::pair<Place, std::vector<std::string>>> waits;  // and who waits there
    for (const json& thread : event.at("threads")) {
      Stack whole;
      for (const Stack& stack : parse_stacks(thread.at("stack"))) {
        whole.frames.insert(whole.frames.end(), stack.frames.begin(), stack.frames.end());
      }
      std::string doing = what_it_does(whole, thread.value("waits", ""), proven);
      if (thread.contains("held_by")) {
        doing += " that the " + thread.at("held_by").get<std::string>() + " holds";
      }
      Place place = locator_.locate(whole, doing);
      const auto same = std::find_if(waits.begin(), waits.end(), [&](const auto& wait) {
        return wait.first.label == doing && wait.first.file == place.file &&
               wait.first.line == place.line;
      });
      const std::string name = thread.at("name");
      if (same != waits.end()) {
        same->second.push_back(name);
      } else {
        waits.emplace_back(std::move(place), std::vector<std::string>{name});
      }
    }
    for (auto& [place, names] : waits) {
      place.label = fmt::format("{}{} {}", names.size() == 1 ? "" : "each of ",
                                fmt::join(names, ", "), place.label);
      stall.places.push_back(std::move(place));
    }
    hung = !proven;
  }

  bool complete_ = false;  // of the running test's exploration
  bool seeded_ = false;
  std::string searched_;
  const std::set<std::string>& expected_;
  const std::function<Check(const std::string&)>& check_of_;
  const Limits& limits_;
  const Locator& locator_;
};

/// Why a run ended that did not end by itself, as a finding's kind and message.
std::optional<std::pair<std::string, std::string>> early_end(const ProcessResult& run,
                                                             const Limits& limits) {
  switch (run.end) {
    case End::kTimeLimit:
      return {{"hang", "the grader did not come to an end within its time limit."}};
    case End::kMemoryLimit:
      return {{"resource limit", fmt::format("used more than {} MB of memory.", limits.memory_mb)}};
    case End::kOutputLimit:
      return {{"resource limit", fmt::format("printed more than {} KB.", limits.output_kb)}};
    case End::kProcessLimit:
      return {{"resource limit", fmt::format("started more than {} processes.", limits.processes)}};
    case End::kThreadLimit:
      return {{"resource limit", "started far more threads than any test asks for."}};
    case End::kSignalled:
      if (run.code == SIGXFSZ) {
        return {{"resource limit", "wrote a larger file than any test asks for."}};
      }
      return {{"crash", fmt::format("the program {}.", describe_end(run))}};
    case End::kNotStarted:
      return {{"environment", "the grader could not be started: " + run.output}};
    case End::kExited:
    case End::kInterrupted:
      break;
  }
  return std::nullopt;
}

/// The events of a run. A report that was taken while a thread was in the middle of printing it
/// comes in two: what has no beginning belongs to the one before.
std::vector<json> events_of(const ProcessResult& run) {
  std::vector<json> events;
  std::optional<std::size_t> last_report;
  std::istringstream lines(run.events);
  for (std::string line; std::getline(lines, line);) {
    try {
      json event = json::parse(line);
      if (event.at("event") == "sanitizer") {
        const std::string text = event.at("report");
        const std::vector<SanitizerReport> reports = parse_sanitizer_text(text);
        if (last_report && !reports.empty() && reports.front().kind.empty()) {
          json& begun = events.at(*last_report).at("report");
          begun = begun.get<std::string>() + text;
          continue;
        }
        last_report = events.size();
      }
      events.push_back(std::move(event));
    } catch (const json::exception&) {
      // A line that is cut off, or that an answer wrote: no evidence.
    }
  }
  return events;
}

}  // namespace

Place Locator::at(const std::string& file, int line, std::string label) const {
  Place place{std::move(label), workspace_.origin(file), line, {}};
  const bool quoted = !place.file.empty() || may_be_quoted(file);
  if (place.file.empty()) place.file = course_.shown(file);
  std::error_code error;
  if (quoted && fs::is_regular_file(file, error)) {
    std::istringstream lines(read_file(file));
    for (int i = 0; i < line && std::getline(lines, place.text); ++i) {
    }
    place.text = plain_text(place.text);
  }
  return place;
}

bool Locator::may_be_quoted(const fs::path& file) const {
  if (file != file.lexically_normal()) return false;
  return file.parent_path().parent_path() == course_.root / "tests" ||
         file.string().rfind("/usr/", 0) == 0;
}

Place Locator::locate(const Stack& stack, std::string label) const {
  for (const Frame& frame : stack.frames) {
    if (!workspace_.origin(frame.file).empty()) return at(frame.file, frame.line, label);
  }
  const std::string tests = (course_.root / "tests").string() + '/';
  const std::string support = tests + "support/";
  for (const Frame& frame : stack.frames) {
    if (frame.file.rfind(tests, 0) == 0 && frame.file.rfind(support, 0) != 0) {
      return at(frame.file, frame.line, label);
    }
  }
  return {std::move(label), {}, 0, {}};
}

RunEvidence read_evidence(const ProcessResult& run, const std::vector<std::string>& expected,
                          const std::function<Check(const std::string& test)>& check_of,
                          const Limits& limits, const Locator& locator) {
  const std::set<std::string> names(expected.begin(), expected.end());
  Reader reader(names, check_of, limits, locator);
  for (const json& event : events_of(run)) {
    try {
      reader.read(event);
    } catch (const json::exception&) {
      // Without what it must have: no evidence.
    }
  }

  RunEvidence evidence;
  evidence.cut_off = reader.running;
  const auto found_in = [&](const std::string& test) {
    return std::any_of(reader.findings.begin(), reader.findings.end(),
                       [&](const Finding& finding) { return finding.test == test; });
  };
  if (const auto early = early_end(run, limits)) {
    // A sanitizer that has told more precisely what happened is believed instead.
    if (early->first != "crash" || !found_in(reader.running)) {
      reader.add(early->first, reader.running, early->second);
    }
  } else if (!reader.running.empty()) {
    if (!found_in(reader.running)) {
      reader.add("ended early", reader.running,
                 fmt::format("the program ended by itself, with exit code {}, during this test.",
                             run.code));
    }
  } else if (!reader.finished) {
    reader.add(
        "ended early", "",
        fmt::format("the program ended by itself, with exit code {}, before all tests ran.\n{}",
                    run.code, run.output.substr(0, kOutputShown)));
  } else if (const bool failed = std::any_of(reader.ended.begin(), reader.ended.end(),
                                             [](const TestResult& test) { return !test.passed; });
             run.code != (failed ? 1 : 0)) {
    reader.add("crash", "",
               fmt::format("the program ended with exit code {} after its last test.", run.code));
  }
  if (reader.finished && run.end == End::kExited) {
    for (const std::string& test : expected) {
      const bool ran = std::any_of(reader.ended.begin(), reader.ended.end(),
                                   [&](const TestResult& each) { return each.name == test; });
      if (ran || test == reader.running) continue;
      reader.add("ended early", test, "the program ended as if all were done, without this test.");
    }
  }
  // A grader that was ended could not clear away what its test had started.
  if (run.left_behind > 0 && run.end == End::kExited && reader.finished) {
    reader.add("resource limit", reader.running,
               fmt::format("left {} processes running.", run.left_behind));
  }

  for (TestResult& test : reader.ended) {
    if (found_in(test.name)) test.passed = false;
    if (!test.passed && !found_in(test.name)) {
      reader.add("wrong result", test.name, "the test failed.");
    }
  }
  evidence.worth_going_on = run.end != End::kTimeLimit && !reader.hung;
  evidence.ended = std::move(reader.ended);
  evidence.findings = std::move(reader.findings);
  return evidence;
}

void drop_repeats(std::vector<Finding>& findings) {
  std::set<std::string> seen;
  std::erase_if(findings, [&](const Finding& finding) {
    std::string key =
        fmt::format("{}|{}|{}", name_of(finding.check), finding.kind, finding.message);
    for (const Place& place : finding.places) key += fmt::format("|{}:{}", place.file, place.line);
    return !seen.insert(key).second;
  });
  if (findings.size() > kMostFindings) findings.resize(kMostFindings);
}

}  // namespace interleave
