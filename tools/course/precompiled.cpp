#include "course/precompiled.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <regex>
#include <sstream>
#include <vector>

#include "course/errors.hpp"
#include "course/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostKept = 8;  // some 50 MB each

/// The include lines that a file begins with; nothing else than comments may stand between them.
std::string leading_includes(const std::string& source, const Exercise& exercise) {
  static const std::regex include(R"(^\s*#\s*include\s*(<[\w./]+>|"[\w.]+")\s*$)");
  static const std::regex neutral(R"(^\s*(//.*)?$)");
  std::string includes;
  std::istringstream lines(source);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, include)) {
      const std::string name = match[1];
      if (name[0] == '"' && name != '"' + exercise.name + ".hpp\"") break;
      includes += fmt::format("#include {}\n", name);
    } else if (!std::regex_match(line, neutral)) {
      break;
    }
  }
  return includes;
}

/// Where the header for `source` is or would be: named by all that it depends on. Empty if the file
/// has nothing to precompile.
fs::path header_for(const Course& course, const Exercise& exercise, const Recipe& recipe,
                    const Flags& flags, const fs::path& source, std::string& includes) {
  includes = leading_includes(read_file(source), exercise);
  if (includes.empty()) return {};
  std::error_code unknown;
  const auto compiler_changed = fs::last_write_time(fs::canonical(recipe.compiler), unknown);
  std::string ours;  // the contract, and what it may include
  for (const fs::path& file : course.contract_headers(exercise)) ours += read_file(file);
  if (!recipe.reach.empty()) {
    for (const auto& entry : fs::directory_iterator(recipe.reach, unknown)) {
      if (entry.path().extension() == ".hpp") ours += read_file(entry.path());
    }
  }
  const std::string key =
      fingerprint(fmt::format("{}|{}|{}|{}|{}", includes, ours, recipe.compiler,
                              compiler_changed.time_since_epoch().count(), fmt::join(flags, "|")));
  return course.build() / "precompiled" / (key + ".hpp");
}

fs::path compiled(fs::path header) { return header += ".gch"; }
fs::path missed_once(fs::path header) { return header += ".missed"; }

void make(const Recipe& recipe, const Flags& flags, const fs::path& header,
          const std::string& includes) {
  write_file(header, includes);
  fs::path beside = compiled(header);
  beside += ".new";
  const bool made =
      run_process(compiler_request(recipe, flags,
                                   {"-x", "c++-header", header.string(), "-o", beside.string()}))
          .succeeded();
  std::error_code ignored;
  if (made) fs::rename(beside, compiled(header), ignored);
  fs::remove(made ? missed_once(header) : beside, ignored);
}

/// Removes all but the most recently used.
void forget_old(const fs::path& folder) {
  std::vector<std::pair<fs::file_time_type, fs::path>> kept;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".gch") {
      kept.emplace_back(entry.last_write_time(ignored), entry.path());
    }
  }
  std::sort(kept.rbegin(), kept.rend());
  for (std::size_t i = kMostKept; i < kept.size(); ++i) fs::remove(kept[i].second, ignored);
}

}  // namespace

std::optional<fs::path> find_precompiled(const Course& course, const Exercise& exercise,
                                         const Recipe& recipe, const Flags& flags,
                                         const fs::path& source) {
  std::string includes;
  const fs::path header = header_for(course, exercise, recipe, flags, source, includes);
  std::error_code missing;
  if (header.empty() || !fs::exists(compiled(header), missing)) return std::nullopt;
  fs::last_write_time(compiled(header), fs::file_time_type::clock::now(), missing);
  return header;
}

void prepare_precompiled(const Course& course, const Exercise& exercise,
                         const Submission& submission) {
  try {
    const Recipe recipe = load_recipe(course, exercise);
    std::vector<std::future<void>> made;
    for (const fs::path& source : submission.files) {
      for (const Flags* flags : {&recipe.compile_address, &recipe.compile_thread}) {
        std::string includes;
        const fs::path header = header_for(course, exercise, recipe, *flags, source, includes);
        if (header.empty() || fs::exists(compiled(header))) continue;
        if (fs::exists(missed_once(header))) {
          made.push_back(std::async(std::launch::async, [&recipe, flags, header, includes] {
            make(recipe, *flags, header, includes);
          }));
        } else {
          write_file(missed_once(header), "");
        }
      }
    }
    for (std::future<void>& each : made) each.get();
    if (!made.empty()) forget_old(course.build() / "precompiled");
  } catch (const InputError&) {
    // The file has gone, or the disk is full: the next verdict takes longer, that is all.
  }
}

}  // namespace interleave
