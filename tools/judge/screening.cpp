#include "judge/screening.hpp"

#include <cxxabi.h>
#include <dlfcn.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

#include "judge/errors.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

struct Danger {
  std::string_view symbol;  ///< as the linker knows it
  std::string_view because;
};

constexpr std::string_view kEnds = "it ends the grader's process without a word";
constexpr std::string_view kLoads = "it reaches functions that no answer needs by their names";
constexpr std::string_view kTraces = "it reads or changes other processes";

/// Functions that no answer may call.
constexpr std::array kDangers{
    Danger{"_exit", kEnds},
    Danger{"_Exit", kEnds},
    Danger{"quick_exit", kEnds},
    Danger{"dlopen", kLoads},
    Danger{"dlsym", kLoads},
    Danger{"dlvsym", kLoads},
    Danger{"dl_iterate_phdr", kLoads},
    Danger{"ptrace", kTraces},
    Danger{"process_vm_readv", kTraces},
    Danger{"process_vm_writev", kTraces},
    Danger{"__libc_start_main", "it starts programs"},
};

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view each) { return text.substr(0, each.size()) == each; });
}

/// A function or variable of an object file, as `readelf --symbols` lists it.
struct Symbol {
  std::string name;
  std::string type;         ///< FUNC, OBJECT, NOTYPE, ...
  std::string binding;      ///< LOCAL, GLOBAL, WEAK, ...
  std::string section;      ///< UND, or a number
  std::uint64_t begin = 0;  ///< in bytes, within its section
  std::uint64_t size = 0;   ///< in bytes
};

struct ObjectFile {
  std::vector<Symbol> symbols;
  std::map<std::string, std::string> sections;  ///< names by their numbers
  bool runs_before_main = false;                ///< other than by initialising variables
};

std::string run_reader(const Recipe& recipe, std::vector<std::string> command,
                       const fs::path& object) {
  ProcessRequest request;
  request.arguments = std::move(command);
  request.arguments.push_back(object.string());
  request.environment = {{"LC_ALL", "C"}};
  request.limits = {.wall = std::chrono::minutes(10),
                    .processor_time = std::chrono::seconds(60),
                    .memory_bytes = std::size_t{1} << 30,
                    .output_bytes = std::size_t{256} << 20};
  isolate(request, recipe.isolation, {object});
  const ProcessResult result = run_process(request);
  if (result.end == ProcessResult::End::kInterrupted) throw Interrupted();
  if (!result.succeeded()) {
    throw InputError(
        fmt::format("{} {}: {}", request.arguments.front(), describe_end(result), result.output));
  }
  return result.output;
}

ObjectFile read_object(const Recipe& recipe, const fs::path& object) {
  static const std::regex symbol_line(
      R"(^\s*\d+: ([0-9a-f]+)\s+(\S+) (\w+)\s+(\w+)\s+\w+\s+(?:\[.*\] )?(\w+) (\S+)$)");
  static const std::regex section_line(R"(^\s*\[\s*(\d+)\] (\S+)\s+\w+\s+[0-9a-f]{16} .*)");
  static const std::regex heading(R"(^Relocation section '\.rela?(\.\w+)[.\w]*'.*)");
  static const std::regex relocation(R"(^[0-9a-f]{16}  [0-9a-f]{16} \S+\s+[0-9a-f]+ (\S+) \+ .*)");
  ObjectFile found;
  std::string section;
  bool starts = false;  // the section is of what runs when the program is loaded or ends
  std::istringstream lines(run_reader(recipe, {"readelf", "-SrsW"}, object));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    // Most lines are relocations of code. To try each expression on each took half a second.
    const std::size_t word = line.find_first_not_of(" 0123456789");
    const char sign = word == std::string::npos ? ' ' : line[word];
    if (sign == ':' && std::regex_match(line, match, symbol_line)) {
      // readelf writes a size from 100,000 on as 0x...: base 0 reads both.
      found.symbols.push_back({match[6], match[3], match[4], match[5],
                               std::stoull(match[1], nullptr, 16),
                               std::stoull(match[2], nullptr, 0)});
      // Chosen by a function that runs when the program is loaded.
      if (match[3] == "IFUNC") found.runs_before_main = true;
    } else if (sign == '[' && std::regex_match(line, match, section_line)) {
      found.sections[match[1]] = match[2];
    } else if (word == 0 && std::regex_match(line, match, heading)) {
      section = match[1];
      starts = begins_with_any(
          section, {".init_array", ".ctors", ".preinit_array", ".fini_array", ".dtors"});
    } else if (starts && std::regex_match(line, match, relocation)) {
      // What the compiler makes has no name for others: "[constructor]" functions have.
      const std::string target = match[1];
      if (target[0] != '.' || section == ".preinit_array") found.runs_before_main = true;
    }
  }
  return found;
}

/// Whether variables outside of functions are initialised when the program starts.
bool initialises_variables(const ObjectFile& object) {
  return std::any_of(object.symbols.begin(), object.symbols.end(), [](const Symbol& symbol) {
    return symbol.name.rfind("_GLOBAL__sub_I_", 0) == 0;
  });
}

/// Whether a variable outside of functions is initialised by a function of the answer's own.
bool initialises_by_own_code(const Recipe& recipe, const ObjectFile& object, const fs::path& file) {
  static const std::regex target(R"((?:<|R_X86_64_\w+\s+)([\w.$@]+?)(?:[-+]0x[0-9a-f]+)?>?$)");
  const auto initialises = [](const std::string& name) {
    return begins_with_any(name, {"_GLOBAL__sub_I_", "_Z41__static_initialization"});
  };
  std::set<std::string> functions;
  for (const Symbol& symbol : object.symbols) {
    if (symbol.type == "FUNC" || symbol.section == "UND") functions.insert(symbol.name);
  }
  for (const Symbol& symbol : object.symbols) {
    if (symbol.type != "FUNC" || !initialises(symbol.name)) continue;
    const auto section = object.sections.find(symbol.section);
    if (section == object.sections.end() || symbol.size == 0) return true;  // no compiler's
    // Not --disassemble=NAME, for which objdump reads a large file for seconds.
    std::istringstream lines(
        run_reader(recipe,
                   {"objdump", "-dr", "--no-show-raw-insn", "--section=" + section->second,
                    fmt::format("--start-address={}", symbol.begin),
                    fmt::format("--stop-address={}", symbol.begin + symbol.size)},
                   file));
    for (std::string line; std::getline(lines, line);) {
      std::smatch match;
      if (!std::regex_search(line, match, target)) continue;
      const std::string name = match[1];
      const bool is_code = functions.contains(name) || name.rfind(".text", 0) == 0;
      if (is_code && !initialises(name) &&
          !begins_with_any(
              name, {"_ZSt", "_ZNSt", "_ZNKSt", "_ZNSa", "_ZNKSa", "_ZN9__gnu_cxx",
                     "_ZNK9__gnu_cxx", "_Zn", "_Zd", "_ZN5boost", "_Unwind_Resume", "__cxa_atexit",
                     "__dso_handle", "__cxa_thread_atexit", "__asan_", "__tsan_"})) {
        return true;
      }
    }
  }
  return false;
}

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 ? text.get() : name;
}

/// A variable outside of every namespace: only its name as it stands in the source tells it from
/// what is C's.
bool is_own_variable(const Symbol& symbol) {
  return (symbol.type == "OBJECT" || symbol.type == "TLS") && symbol.name.front() != '_' &&
         dlsym(RTLD_DEFAULT, symbol.name.c_str()) == nullptr;
}

/// A name that belongs to the grader, its libraries or the C library, and is not C++'s template
/// code, which every user of a template has.
bool is_anothers(const Recipe& recipe, const Symbol& symbol) {
  const std::string_view name = symbol.name;
  // Inline functions of the classes that it has from tools/process.
  const bool is_weak = symbol.binding == "WEAK" || symbol.binding == "UNIQUE";
  if (is_weak && !recipe.reach.empty() &&
      begins_with_any(name, {"_ZN10interleave", "_ZNK10interleave"})) {
    return false;
  }
  if (begins_with_any(
          name, {"_ZN7testing", "_ZNK7testing", "_ZN10interleave", "_ZNK10interleave", "_ZN6__asan",
                 "_ZN6__lsan", "_ZN6__tsan", "_ZN7__ubsan", "_ZN11__sanitizer"})) {
    return true;
  }
  if (is_own_variable(symbol)) return false;
  if (is_weak) return !begins_with_any(name, {"_Z", "DW.ref"});
  if (begins_with_any(name, {"_ZSt", "_ZNSt", "_ZNKSt", "_Zn", "_Zd"})) return true;
  return !begins_with_any(name, {"_Z", "__odr_asan"});
}

class Screening {
 public:
  Screening(const Recipe& recipe, const Exercise& exercise)
      : recipe_(recipe), exercise_(exercise) {}

  void forbid(const std::string& what, std::string_view because) {
    if (!told_.insert(what).second) return;
    findings.push_back(
        {Check::kRules, "forbidden construct", "", fmt::format("{}: {}.", what, because), {}});
  }

  bool allows(const std::string& symbol) const {
    return std::find(exercise_.allowed.begin(), exercise_.allowed.end(), symbol) !=
           exercise_.allowed.end();
  }

  /// `instrumented`: with calls of the thread sanitizer that the compiler has made.
  void look_at(const Symbol& symbol, bool instrumented) {
    const std::string full = demangled(symbol.name);
    const std::string name = full.substr(0, full.find('('));
    if (allows(name)) return;
    if (symbol.section != "UND") {
      if (symbol.binding == "LOCAL" || !is_anothers(recipe_, symbol)) return;
      forbid("defines " + name,
             "that name belongs to the grader, a sanitizer or the C library; one that is your own "
             "is `static`, or in an unnamed namespace");
      return;
    }
    for (const ForbiddenSymbol& forbidden : exercise_.forbidden) {
      if (name == forbidden.symbol) forbid("uses " + name, forbidden.because);
    }
    for (const Danger& danger : kDangers) {
      if (symbol.name == danger.symbol) forbid("uses " + name, danger.because);
    }
    if (instrumented && begins_with_any(symbol.name, {"__tsan_"})) return;
    if (begins_with_any(symbol.name,
                        {"_ZN7testing", "_ZNK7testing", "__tsan_", "__lsan_", "__sanitizer_"})) {
      forbid("uses " + name, "it belongs to the grader and its sanitizers");
    }
  }

  std::vector<Finding> findings;

 private:
  const Recipe& recipe_;
  const Exercise& exercise_;
  std::set<std::string> told_;
};

}  // namespace

std::vector<Finding> screen(const Recipe& recipe, const Exercise& exercise,
                            const std::vector<fs::path>& objects,
                            const std::vector<fs::path>& others) {
  Screening screening(recipe, exercise);
  bool has_initialisers = false;
  for (const fs::path& file : objects) {
    const ObjectFile object = read_object(recipe, file);
    for (const Symbol& symbol : object.symbols) screening.look_at(symbol, false);
    has_initialisers = has_initialisers || initialises_variables(object);
    if (!screening.allows("code before main") &&
        (object.runs_before_main || initialises_by_own_code(recipe, object, file))) {
      screening.forbid(
          "runs code before main",
          "a variable outside of functions is initialised by a function, or a function "
          "is marked as a constructor; make it a static variable inside of a function");
    }
  }
  for (const fs::path& file : others) {
    const ObjectFile object = read_object(recipe, file);
    for (const Symbol& symbol : object.symbols) screening.look_at(symbol, true);
    const bool has_more = initialises_variables(object) && !has_initialisers;
    if (!screening.allows("code before main") && (object.runs_before_main || has_more)) {
      screening.forbid("runs code before main", "where it is compiled for threads");
    }
  }
  return std::move(screening.findings);
}

}  // namespace interleave
