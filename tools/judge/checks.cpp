#include "judge/checks.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>
#include <mutex>
#include <random>
#include <set>
#include <sstream>
#include <utility>

#include "judge/build.hpp"
#include "judge/errors.hpp"
#include "judge/evidence.hpp"
#include "judge/files.hpp"
#include "judge/screening.hpp"
#include "judge/workspace.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using End = ProcessResult::End;

/// More than any test starts, fewer than hurt a machine.
constexpr int kMostThreads = 500;
constexpr std::size_t kMostFileBytes = std::size_t{16} << 20;

/// The evidence of all tests of a grader; a long timeline has 100 KB.
constexpr std::size_t kMostEventsBytes = std::size_t{64} << 20;

constexpr const char* kEventsKey = "INTERLEAVE_EVENTS_KEY";

/// Beside what the answer may start: the explorer runs schedules in a child, and addr2line in a
/// shell's.
constexpr int kProcessesOfExplorer = 4;

/// What the runs of one program gave.
struct ProgramResult {
  std::vector<TestResult> tests;
  std::vector<Finding> findings;
};

/// What one way of compiling an answer led to.
struct CompiledResult {
  CompileResult compiled;
  std::optional<ProcessResult> failed_link;
  std::vector<std::vector<ProgramResult>> runs;  ///< for each seed, of each program

  bool built() const { return !compiled.objects.empty() && !failed_link; }
};

ProcessResult run_tests(const Course& course, const fs::path& program,
                        const std::vector<std::string>& tests, const Limits& limits, Seed seed) {
  ProcessRequest request = grader_request(course, program, tests, limits);
  if (seed) request.environment.emplace_back("INTERLEAVE_SEED", std::to_string(*seed));
  ProcessResult result = run_grader(request);
  if (result.output.find("unexpected memory mapping") != std::string::npos &&
      result.events.empty()) {
    // Older runtimes of the thread sanitizer cannot cope with all of today's address randomisation.
    request.arguments.insert(request.arguments.begin(), {"setarch", "-R"});
    result = run_grader(request);
  }
  return result;
}

/// 128 bits.
std::string random_key() {
  std::random_device source;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", source(), source(), source(), source());
}

/// Runs tests until each has come to an end or cannot: a test that ends its process is blamed for
/// it, and those behind it get a process of their own.
ProgramResult run_all(const Course& course, const Exercise& exercise, const fs::path& program,
                      std::vector<std::string> tests, Seed seed,
                      const std::function<Check(const std::string&)>& check_of,
                      const Locator& locator) {
  ProgramResult result;
  while (!tests.empty()) {
    const ProcessResult run = run_tests(course, program, tests, exercise.limits, seed);
    RunEvidence evidence = read_evidence(run, tests, check_of, exercise.limits, locator);
    if (run.output.find("unexpected memory mapping") != std::string::npos && run.events.empty()) {
      evidence.findings = {{check_of(tests.front()),
                            "environment",
                            "",
                            "the thread sanitizer cannot map its memory here. Lower "
                            "vm.mmap_rnd_bits to 28 (sysctl), or allow setarch -R.",
                            {}}};
    }
    std::set<std::string> done{evidence.cut_off};
    for (const TestResult& test : evidence.ended) done.insert(test.name);
    const std::size_t before = tests.size();
    std::erase_if(tests, [&](const std::string& test) { return done.contains(test); });
    result.tests.insert(result.tests.end(), evidence.ended.begin(), evidence.ended.end());
    if (!evidence.cut_off.empty()) result.tests.push_back({evidence.cut_off, "", false, false, {}});
    result.findings.insert(result.findings.end(), evidence.findings.begin(),
                           evidence.findings.end());
    if (tests.size() == before || !evidence.worth_going_on) break;
  }
  drop_repeats(result.findings);
  // No evidence, no pass.
  for (const std::string& test : tests) result.tests.push_back({test, "", false, false, {}});
  return result;
}

/// Whether it used up its time, which a second run would do again.
bool has_hung(const ProgramResult& program, const std::string& test) {
  return std::any_of(program.findings.begin(), program.findings.end(), [&](const Finding& finding) {
    return finding.test == test && finding.kind == "hang";
  });
}

bool is_decided_by_explorer(const TestResult& test) {
  return test.how == "explored" || check_under_explorer(test.name) == Check::kConcurrent;
}

/// Adds the thread sanitizer's second opinion to what the explorer says. Tests that the explorer
/// cannot control ran natively under it, and without a sanitizer: of those only the second counts.
void hear_both(ProgramResult& explorer, const ProgramResult& second) {
  for (TestResult& test : explorer.tests) {
    const auto again = std::find_if(second.tests.begin(), second.tests.end(),
                                    [&](const TestResult& each) { return each.name == test.name; });
    if (again == second.tests.end()) continue;
    if (is_decided_by_explorer(test)) {
      test.passed = test.passed && again->passed;
    } else {
      std::erase_if(explorer.findings,
                    [&](const Finding& finding) { return finding.test == test.name; });
      const std::string why = test.searched;
      test = *again;
      test.searched = why;
    }
  }
}

/// Takes over what another seed cannot change: the tests that were explored without one, and what
/// no test is to blame for. Removes these from `tests`.
ProgramResult without_seed(const ProgramResult& earlier, std::vector<std::string>& tests) {
  ProgramResult same;
  for (const TestResult& test : earlier.tests) {
    if (test.how != "explored" || test.seeded) continue;
    same.tests.push_back(test);
    std::erase(tests, test.name);
  }
  std::copy_if(earlier.findings.begin(), earlier.findings.end(), std::back_inserter(same.findings),
               [&](const Finding& finding) {
                 return std::find(tests.begin(), tests.end(), finding.test) == tests.end();
               });
  return same;
}

bool is_limit(End end) {
  return end == End::kTimeLimit || end == End::kMemoryLimit || end == End::kOutputLimit ||
         end == End::kProcessLimit || end == End::kThreadLimit;
}

/// For a tool that ended by a signal or without a word: it has not judged the answer.
Finding did_not_judge(const char* tool, const ProcessResult& run, const std::string& output) {
  return {Check::kBuild,
          "environment",
          "",
          fmt::format("the {} did not do its work: it {}. {}", tool, describe_end(run), output),
          {}};
}

Finding link_finding(const ProcessResult& link) {
  if (link.end != End::kExited || link.output.empty()) {
    return did_not_judge("linker", link, link.output);
  }
  return {Check::kBuild,
          "does not compile",
          "",
          "it does not link with the grader: a function of the contract is missing, declared "
          "otherwise than in the contract, or defined twice (a main function, which the grader "
          "brings, too).\n" +
              link.output,
          {}};
}

Finding build_finding(const CompiledResult& result) {
  const CompileResult& compiled = result.compiled;
  if (result.failed_link) return link_finding(*result.failed_link);
  if (is_limit(compiled.process.end)) {
    return {Check::kBuild,
            "compile limit",
            "",
            "the compiler needed more time, memory or output than any answer should.",
            {}};
  }
  if (compiled.process.end != End::kExited || compiled.output.empty()) {
    return did_not_judge("compiler", compiled.process, compiled.output);
  }
  return {Check::kBuild,
          "does not compile",
          "",
          (compiled.process.succeeded() ? "" : "the compiler says:\n") + compiled.output,
          {}};
}

void count_points(Verdict& verdict, const Exercise& exercise) {
  const bool rules_broken =
      std::any_of(verdict.findings.begin(), verdict.findings.end(),
                  [](const Finding& finding) { return finding.check == Check::kRules; });
  for (const auto& [check, points] : exercise.points) {
    CheckResult& result = verdict.checks[check];
    result.points_at_most = points;
    // What cannot be laid to one test counts against all of them.
    const bool all_blamed = std::any_of(verdict.findings.begin(), verdict.findings.end(),
                                        [check = check](const Finding& finding) {
                                          return finding.check == check && finding.test.empty();
                                        });
    if (result.tests.empty() || rules_broken || all_blamed) continue;
    const auto passed = std::count_if(result.tests.begin(), result.tests.end(),
                                      [](const TestResult& test) { return test.passed; });
    result.points = points * static_cast<double>(passed) / static_cast<double>(result.tests.size());
  }
}

/// Completes a verdict by what the runs of the address and the thread flavour gave; the latter is
/// empty where there was none.
void add_runs(Verdict& verdict, const Exercise& exercise, const std::vector<ProgramResult>& address,
              const std::vector<ProgramResult>& thread) {
  for (const std::vector<ProgramResult>* results : {&address, &thread}) {
    for (const ProgramResult& program : *results) {
      verdict.findings.insert(verdict.findings.end(), program.findings.begin(),
                              program.findings.end());
    }
  }
  for (const TestResult& test : address.front().tests) {
    verdict.checks[Check::kCorrect].tests.push_back(test);
  }
  if (!thread.empty()) {
    for (const TestResult& test : thread.front().tests) {
      verdict.checks[check_under_explorer(test.name)].tests.push_back(test);
    }
  }
  for (auto& [check, result] : verdict.checks) {
    for (TestResult& test : result.tests) test.hidden = is_private_test(test.name);
  }
  for (Finding& finding : verdict.findings) {
    if (!is_private_test(finding.test)) continue;
    finding.replay.clear();  // the course that learners have cannot run it
    for (Place& place : finding.places) {
      if (fs::path(place.file).is_absolute()) place.file = fs::path(place.file).filename().string();
    }
  }
  for (const auto& [check, points] : exercise.points) {
    verdict.checks[check].judged = std::none_of(
        verdict.findings.begin(), verdict.findings.end(), [check = check](const Finding& each) {
          return each.check == check && each.kind == "environment";
        });
  }
  count_points(verdict, exercise);
}

}  // namespace

bool is_concurrency_test(const std::string& test) {
  constexpr std::string_view kSuffix = "Concurrent";
  const std::string suite = test.substr(0, test.find('.'));
  return suite.size() >= kSuffix.size() &&
         suite.compare(suite.size() - kSuffix.size(), kSuffix.size(), kSuffix) == 0;
}

bool is_private_test(const std::string& test) {
  return test.substr(0, test.find('.')).find("Private") != std::string::npos;
}

ProcessRequest grader_request(const Course& course, const fs::path& program,
                              const std::vector<std::string>& tests, const Limits& limits) {
  ProcessRequest request;
  request.arguments = {program.string(), fmt::format("--gtest_filter={}", fmt::join(tests, ":")),
                       "--gtest_brief=1"};
  request.environment = {
      {kEventsKey, random_key()},
      {"INTERLEAVE_TEST_LIMIT_MS", std::to_string(limits.seconds * 1000)},
      {"TMPDIR", program.parent_path().string()},  // goes with the verdict
      // Options that the learner has set for other programs are not meant for graders.
      {"ASAN_OPTIONS", std::nullopt},
      {"LSAN_OPTIONS", std::nullopt},
      {"TSAN_OPTIONS", std::nullopt},
      // The thread sanitizer keeps 785 KB in each thread's storage. The C library keeps the memory
      // of 40 MB of ended threads for new ones, which are five, and has the rest cleared anew.
      {"GLIBC_TUNABLES", "glibc.pthread.stack_cache_size=1073741824"},
      {"GTEST_REPEAT", std::nullopt},
      {"GTEST_SHUFFLE", std::nullopt},
      {"GTEST_TOTAL_SHARDS", std::nullopt}};
  request.directory = program.parent_path();
  request.events = true;
  // The watch inside the grader ends a test that hangs; these limits are for one that stops the
  // watch. By the clock alone they tell nothing on a busy machine.
  const auto most_tests = static_cast<int>(tests.size()) + 1;
  request.limits.processor_time = std::chrono::seconds(most_tests * limits.seconds);
  request.limits.idle = std::chrono::seconds(4 * limits.seconds);
  request.limits.wall = std::chrono::minutes(10);
  request.limits.memory_bytes = static_cast<std::size_t>(limits.memory_mb) << 20;
  request.limits.output_bytes = static_cast<std::size_t>(limits.output_kb) << 10;
  request.limits.events_bytes = kMostEventsBytes;
  request.limits.processes = limits.processes + kProcessesOfExplorer;
  request.limits.threads = kMostThreads;
  request.limits.file_bytes = kMostFileBytes;
  // The answer's own text is there for the explorer, which quotes it.
  isolate(request, course.isolation, {program.parent_path(), course.children()});
  if (request.sandbox) request.directory.clear();  // the program's folder cannot be written to
  return request;
}

ProcessResult run_grader(const ProcessRequest& request) {
  ProcessResult result = run_process(request);
  if (result.end == End::kInterrupted) throw Interrupted();
  const auto key = std::find_if(request.environment.begin(), request.environment.end(),
                                [](const auto& each) { return each.first == kEventsKey; });
  const std::string prefix = key->second.value() + ' ';
  std::istringstream lines(std::exchange(result.events, ""));
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(prefix, 0) == 0) result.events += line.substr(prefix.size()) + '\n';
  }
  return result;
}

Check check_under_explorer(const std::string& test) {
  return is_concurrency_test(test) ? Check::kConcurrent : Check::kRaceFree;
}

std::vector<Verdict> grade(const Course& course, const Exercise& exercise,
                           const Submission& submission, const std::vector<Seed>& seeds,
                           const GradeOptions& options) {
  const Recipe recipe = load_recipe(course, exercise);
  const Workspace workspace(course, exercise, submission);
  const Locator locator(course, workspace);

  std::shared_future<void> grader_is_ready =
      std::async(options.build_grader ? std::launch::async : std::launch::deferred, [&] {
        if (options.build_grader) build_grader(course, exercise);
      }).share();

  std::vector<std::string> all_tests;  // known when the grader is ready
  std::vector<std::string> not_concurrent;
  const auto find_tests = [&] {
    all_tests = expected_tests(recipe);
    std::copy_if(all_tests.begin(), all_tests.end(), std::back_inserter(not_concurrent),
                 [](const std::string& test) { return !is_concurrency_test(test); });
  };
  std::once_flag tests_are_found;

  const auto policy = options.flavours_in_parallel ? std::launch::async : std::launch::deferred;

  // A program for each set of link flags, run one after the other.
  struct Program {
    const char* name;
    const Flags& link;
    std::function<Check(const std::string&)> check_of;
  };
  const auto always = [](Check check) { return [check](const std::string&) { return check; }; };
  // `earlier`: what they gave with another seed, which only the explorer looks at.
  const auto run_programs = [&](const std::vector<Program>& programs, Seed seed,
                                const std::vector<ProgramResult>* earlier) {
    std::vector<ProgramResult> results;
    for (const Program& program : programs) {
      if (earlier != nullptr && program.link != recipe.link_explore) {
        results.push_back(earlier->at(results.size()));
        continue;
      }
      // The explorer, which decides, comes first: where it has found a fault, there is no need for
      // a second opinion. Whether work is really concurrent is its business alone.
      std::vector<std::string> tests = all_tests;
      if (program.link != recipe.link_explore) tests = not_concurrent;
      for (const ProgramResult& before : results) {
        for (const TestResult& test : before.tests) {
          const bool is_decided = is_decided_by_explorer(test) && !test.passed;
          if (is_decided || has_hung(before, test.name)) std::erase(tests, test.name);
        }
      }
      ProgramResult same;
      if (earlier != nullptr) same = without_seed(earlier->at(results.size()), tests);
      results.push_back(run_all(course, exercise, workspace.folder() / program.name,
                                std::move(tests), seed, program.check_of, locator));
      ProgramResult& result = results.back();
      result.tests.insert(result.tests.end(), same.tests.begin(), same.tests.end());
      result.findings.insert(result.findings.end(), same.findings.begin(), same.findings.end());
    }
    if (results.size() == 2) hear_both(results.front(), results.back());
    return results;
  };
  const auto grade_compiled = [&](const Flags& flags, const char* flavour,
                                  const std::vector<Program>& programs) {
    CompiledResult result;
    result.compiled = compile_answer(course, exercise, recipe, flags, flavour, workspace, policy);
    grader_is_ready.get();
    std::call_once(tests_are_found, find_tests);
    if (result.compiled.objects.empty()) return result;
    for (const Program& program : programs) {
      ProcessResult linked = link_answer(recipe, program.link, result.compiled.objects,
                                         workspace.folder() / program.name);
      if (linked.succeeded()) continue;
      linked.output = workspace.translate(std::move(linked.output));
      result.failed_link = std::move(linked);
      return result;
    }
    for (const Seed seed : seeds) {
      result.runs.push_back(
          run_programs(programs, seed, result.runs.empty() ? nullptr : &result.runs.front()));
    }
    return result;
  };

  const bool has_threads = exercise.has_threads();
  std::future<CompiledResult> thread_result =
      std::async(has_threads ? policy : std::launch::deferred, [&] {
        return grade_compiled(recipe.compile_thread, "thread",
                              {{"explore", recipe.link_explore, check_under_explorer},
                               {"race", recipe.link_race, always(Check::kRaceFree)}});
      });
  std::vector<CompiledResult> results;
  results.push_back(grade_compiled(recipe.compile_address, "address",
                                   {{"test", recipe.link_test, always(Check::kCorrect)}}));
  if (has_threads) results.push_back(thread_result.get());
  const CompiledResult& address = results.front();

  Verdict verdict{exercise.id(), submission.name, fingerprint(workspace.files()), {}, {}, {}};
  verdict.checks[Check::kBuild].judged = true;
  for (const CompiledResult& result : results) {
    if (result.built()) continue;
    verdict.findings.push_back(build_finding(result));
    count_points(verdict, exercise);
    std::vector<Verdict> same(seeds.size(), verdict);
    return same;
  }
  verdict.warnings = address.compiled.output;
  verdict.checks[Check::kRules].judged = true;
  verdict.findings =
      screen(recipe, exercise, address.compiled.objects,
             has_threads ? results.back().compiled.objects : std::vector<fs::path>{});
  std::vector<Verdict> verdicts;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    verdicts.push_back(verdict);
    add_runs(verdicts.back(), exercise, address.runs.at(i),
             has_threads ? results.back().runs.at(i) : std::vector<ProgramResult>{});
  }
  return verdicts;
}

Verdict grade(const Course& course, const Exercise& exercise, const Submission& submission,
              const GradeOptions& options) {
  return grade(course, exercise, submission, {std::nullopt}, options).front();
}

}  // namespace interleave
