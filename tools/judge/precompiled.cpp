#include "judge/precompiled.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <future>
#include <map>
#include <regex>
#include <sstream>
#include <utility>
#include <vector>

#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostKept = 8;  // some 50 MB each

/// A header takes about as long to make as it saves in five compiles.
constexpr int kUsersWorthAHeader = 6;

/// The include lines that a file begins with; nothing else than comments may stand between them,
/// and #pragma once in an answer that is a header.
std::string leading_includes(const std::string& source, const Exercise& exercise) {
  static const std::regex include(R"(^\s*#\s*include\s*(<[\w./]+>|"[\w.]+")\s*$)");
  static const std::regex neutral(R"(^\s*(//.*|#pragma once)?$)");
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

/// What `source` begins with, and with that alone; and then the contract alone, if it is among it.
/// Whatever is precompiled of it, nothing is in it that the answer does not name.
std::vector<std::string> honest_includes(const fs::path& source, const Exercise& exercise) {
  const std::string all = leading_includes(read_file(source), exercise);
  const std::string contract = fmt::format("#include \"{}.hpp\"\n", exercise.name);
  if (all.empty()) return {};
  if (all == contract || all.find(contract) == std::string::npos) return {all};
  return {all, contract};
}

/// Where the header with these include lines is or would be: named by all that it depends on.
fs::path header_for(const Course& course, const Exercise& exercise, const Recipe& recipe,
                    const Flags& flags, const std::string& includes) {
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

fs::path missed_once(fs::path header) { return header += ".missed"; }

void make(const Course& course, const Exercise& exercise, const Recipe& recipe, const Flags& flags,
          const fs::path& header, const std::string& includes) {
  write_file(header, includes);
  // In a folder of its own, the only one that the compiler may write to.
  fs::path folder = header;
  folder += fmt::format(".{}.making", getpid());
  fs::create_directory(folder);
  const fs::path beside = folder / "made.gch";
  std::vector<fs::path> readable = includable(course, exercise, recipe);
  readable.push_back(header);
  const bool made =
      run_process(compiler_request(recipe, flags,
                                   {"-x", "c++-header", header.string(), "-o", beside.string()},
                                   readable, folder))
          .succeeded();
  std::error_code ignored;
  if (made) fs::rename(beside, compiled(header), ignored);
  if (made) fs::remove(missed_once(header), ignored);
  fs::remove_all(folder, ignored);
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

/// A header that is not there.
struct Lacking {
  const Flags* flags = nullptr;
  std::string includes;
  int users = 0;  ///< answer files that would be compiled with it
};

/// By its path. With `contracts`, also the header of the contract alone.
std::map<fs::path, Lacking> find_lacking(const Course& course, const Exercise& exercise,
                                         const Recipe& recipe,
                                         const std::vector<Submission>& submissions,
                                         bool contracts) {
  std::map<fs::path, Lacking> found;
  for (const Submission& submission : submissions) {
    for (const fs::path& source : submission.files) {
      std::vector<std::string> candidates = honest_includes(source, exercise);
      if (!contracts && candidates.size() > 1) candidates.resize(1);
      for (const std::string& includes : candidates) {
        for (const Flags* flags : {&recipe.compile_address, &recipe.compile_thread}) {
          if (flags == &recipe.compile_thread && !exercise.has_threads()) continue;
          const fs::path header = header_for(course, exercise, recipe, *flags, includes);
          if (fs::exists(compiled(header))) continue;
          Lacking& lacking = found[header];
          lacking = {flags, includes, lacking.users + 1};
        }
      }
    }
  }
  return found;
}

void make_all(const Course& course, const Exercise& exercise, const Recipe& recipe,
              const std::map<fs::path, Lacking>& headers) {
  std::vector<std::future<void>> made;
  for (const auto& [header, lacking] : headers) {
    made.push_back(std::async(std::launch::async, make, std::cref(course), std::cref(exercise),
                              std::cref(recipe), std::cref(*lacking.flags), header,
                              lacking.includes));
  }
  for (std::future<void>& each : made) each.get();
  if (!made.empty()) forget_old(course.build() / "precompiled");
}

}  // namespace

fs::path compiled(fs::path header) { return header += ".gch"; }

std::optional<fs::path> find_precompiled(const Course& course, const Exercise& exercise,
                                         const Recipe& recipe, const Flags& flags,
                                         const fs::path& source) {
  for (const std::string& includes : honest_includes(source, exercise)) {
    const fs::path header = header_for(course, exercise, recipe, flags, includes);
    std::error_code missing;
    if (!fs::exists(compiled(header), missing)) continue;
    fs::last_write_time(compiled(header), fs::file_time_type::clock::now(), missing);
    return header;
  }
  return std::nullopt;
}

// InputError: a file has gone, or the disk is full; the next verdict takes longer, that is all.

void prepare_precompiled(const Course& course, const Exercise& exercise,
                         const Submission& submission) try {
  const Recipe recipe = load_recipe(course, exercise);
  auto headers = find_lacking(course, exercise, recipe, {submission}, false);
  std::erase_if(headers, [](const auto& each) {
    if (fs::exists(missed_once(each.first))) return false;
    write_file(missed_once(each.first), "");
    return true;
  });
  make_all(course, exercise, recipe, headers);
} catch (const InputError&) {
}

void prepare_precompiled(const Course& course, const Exercise& exercise,
                         const std::vector<Submission>& submissions) try {
  const Recipe recipe = load_recipe(course, exercise);
  auto headers = find_lacking(course, exercise, recipe, submissions, true);
  std::erase_if(headers, [](const auto& each) { return each.second.users < kUsersWorthAHeader; });
  make_all(course, exercise, recipe, headers);
} catch (const InputError&) {
}

}  // namespace interleave
