#include "judge/catalog.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "judge/errors.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::array<std::string_view, 5> kCheckNames{"build", "rules", "correct", "race-free",
                                                      "concurrent"};

constexpr std::array<std::string_view, 3> kShapes{"function", "hidden-state", "header"};

/// Each is made in cmake/Libraries.cmake.
constexpr std::array<std::string_view, 5> kLibraries{"process", "asio", "csv", "interprocess",
                                                     "http"};

/// A JSON value together with where it stands, so that every complaint names the place.
class Field {
 public:
  Field(const json& value, std::string file, std::string place)
      : value_(value), file_(std::move(file)), place_(std::move(place)) {}

  [[noreturn]] void complain(const std::string& what) const {
    throw InputError(fmt::format("{}: {}: {}", file_, place_.empty() ? "top level" : place_, what));
  }

  /// Refuses an object with members other than those named.
  void allow_only(const std::set<std::string>& names) const {
    if (!value_.is_object()) complain("must be an object {...}");
    for (const auto& [name, value] : value_.items()) {
      if (!names.contains(name)) {
        complain(fmt::format("unknown field \"{}\"; known are {}", name, fmt::join(names, ", ")));
      }
    }
  }

  bool has(const std::string& name) const { return value_.contains(name); }

  Field at(const std::string& name) const {
    if (!value_.is_object()) complain("must be an object {...}");
    if (!value_.contains(name)) complain(fmt::format("field \"{}\" is missing", name));
    return {value_.at(name), file_, place_.empty() ? name : place_ + '.' + name};
  }

  std::string text() const {
    if (!value_.is_string() || value_.get<std::string>().empty()) {
      complain("must be a string that is not empty");
    }
    return value_.get<std::string>();
  }

  int number(int least, int most) const {
    if (!value_.is_number_integer() || value_.get<double>() < least ||
        value_.get<double>() > most) {
      complain(fmt::format("must be a whole number from {} to {}", least, most));
    }
    return value_.get<int>();
  }

  std::vector<Field> list(std::size_t least) const {
    if (!value_.is_array() || value_.size() < least) {
      complain(fmt::format("must be a list [...] of at least {}", least));
    }
    std::vector<Field> items;
    for (std::size_t i = 0; i < value_.size(); ++i) {
      items.emplace_back(value_[i], file_, fmt::format("{}[{}]", place_, i));
    }
    return items;
  }

  std::vector<std::string> texts(std::size_t least) const {
    std::vector<std::string> found;
    for (const Field& item : list(least)) found.push_back(item.text());
    return found;
  }

  const json& raw() const { return value_; }

 private:
  const json& value_;
  std::string file_;
  std::string place_;
};

Limits read_limits(const Field& field) {
  field.allow_only({"seconds", "memory_mb", "processes", "output_kb"});
  return {field.at("seconds").number(1, 600), field.at("memory_mb").number(64, 65536),
          field.at("processes").number(1, 1000), field.at("output_kb").number(1, 1 << 20)};
}

Exercise read_exercise(const Field& field, const std::string& lesson) {
  field.allow_only({"name", "title", "sources", "rules", "shape", "answers", "libraries", "checks",
                    "forbidden", "allowed", "hints", "limits"});
  Exercise exercise;
  exercise.lesson = lesson;
  exercise.name = field.at("name").text();
  if (exercise.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") !=
      std::string::npos) {
    field.at("name").complain("must be made of lower-case letters, digits and _");
  }
  exercise.title = field.at("title").text();
  exercise.sources = field.at("sources").texts(1);
  exercise.rules = field.at("rules").texts(1);
  exercise.shape = field.at("shape").text();
  if (std::find(kShapes.begin(), kShapes.end(), exercise.shape) == kShapes.end()) {
    field.at("shape").complain(fmt::format("must be one of {}", fmt::join(kShapes, ", ")));
  }
  const std::string extension = exercise.in_header() ? ".hpp" : ".cpp";
  for (const Field& answer : field.at("answers").list(1)) {
    const std::string file = answer.text();
    if (fs::path(file).filename() != file || fs::path(file).extension() != extension) {
      answer.complain(
          fmt::format("must be the name of a {} file in the lesson's folder", extension));
    }
    if (file == exercise.name + ".hpp") {
      answer.complain(
          fmt::format("{} is the contract, which no learner edits; the answer needs a "
                      "name of its own",
                      file));
    }
    exercise.answers.push_back(file);
  }
  if (exercise.in_header() && exercise.answers.size() > 1) {
    field.at("answers").complain("must be one file where the shape is \"header\"");
  }
  if (field.has("libraries")) {
    for (const Field& library : field.at("libraries").list(0)) {
      if (std::find(kLibraries.begin(), kLibraries.end(), library.text()) == kLibraries.end()) {
        library.complain(fmt::format("must be one of {}", fmt::join(kLibraries, ", ")));
      }
    }
  }
  const Field checks = field.at("checks");
  checks.allow_only({"correct", "race-free", "concurrent"});
  for (const auto& [name, value] : checks.raw().items()) {
    exercise.points[*check_named(name)] = checks.at(name).number(1, 1000);
  }
  if (!exercise.points.contains(Check::kCorrect)) checks.at("correct");
  if (field.has("forbidden")) {
    for (const Field& entry : field.at("forbidden").list(0)) {
      entry.allow_only({"symbol", "because"});
      exercise.forbidden.push_back({entry.at("symbol").text(), entry.at("because").text()});
    }
  }
  if (field.has("allowed")) exercise.allowed = field.at("allowed").texts(0);
  exercise.hints = field.at("hints").texts(2);
  exercise.limits = read_limits(field.at("limits"));
  return exercise;
}

Lesson read_lesson(const fs::path& file, const fs::path& root) {
  const std::string shown = file.lexically_relative(root).string();
  json parsed;
  try {
    parsed = json::parse(read_file(file));
  } catch (const json::parse_error& error) {
    // The library's message begins with its own error number; the rest names line and column.
    const std::string what = error.what();
    throw InputError(fmt::format("{}: no valid JSON: {}", shown, what.substr(what.find("] ") + 2)));
  }
  const Field field(parsed, shown, "");
  field.allow_only({"title", "sources", "rules", "exercises"});
  Lesson lesson;
  lesson.name = file.parent_path().filename().string();
  lesson.title = field.at("title").text();
  lesson.sources = field.at("sources").texts(1);
  lesson.rules = field.at("rules").texts(1);
  for (const Field& exercise : field.at("exercises").list(1)) {
    lesson.exercises.push_back(read_exercise(exercise, lesson.name));
  }
  return lesson;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, diagonal + 1, substitute});
    }
  }
  return row.back();
}

}  // namespace

std::string_view name_of(Check check) { return kCheckNames.at(static_cast<std::size_t>(check)); }

std::optional<Check> check_named(std::string_view name) {
  for (const Check check : kChecks) {
    if (name_of(check) == name) return check;
  }
  return std::nullopt;
}

int Exercise::points_in_all() const {
  return std::accumulate(points.begin(), points.end(), 0,
                         [](int sum, const auto& entry) { return sum + entry.second; });
}

std::vector<const Exercise*> Catalog::exercises() const {
  std::vector<const Exercise*> all;
  for (const Lesson& lesson : lessons) {
    for (const Exercise& exercise : lesson.exercises) all.push_back(&exercise);
  }
  return all;
}

std::vector<const Exercise*> Catalog::select(const std::string& selector) const {
  std::vector<const Exercise*> found;
  std::string nearest;
  // A name that differs in more than a third of its letters is no slip of the fingers.
  std::size_t least = selector.size() / 3 + 2;
  const fs::path path(selector);
  const auto try_name = [&](const std::string& name) {
    const std::size_t distance = edit_distance(selector, name);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
    return name == selector;
  };
  for (const Lesson& lesson : lessons) {
    const bool whole_lesson =
        try_name(lesson.name) || lesson.name.substr(0, lesson.name.find('-')) == selector ||
        (path.filename().empty() && path.parent_path().filename() == lesson.name);
    for (const Exercise& exercise : lesson.exercises) {
      const bool is_file = path.parent_path().filename() == lesson.name &&
                           std::count(exercise.answers.begin(), exercise.answers.end(),
                                      path.filename().string()) > 0;
      if (whole_lesson || try_name(exercise.id()) || try_name(exercise.name) || is_file) {
        found.push_back(&exercise);
      }
    }
  }
  if (found.empty()) {
    throw InputError(fmt::format("no lesson or exercise is called \"{}\"{}; `./course` lists them",
                                 selector,
                                 nearest.empty() ? "" : ". Did you mean \"" + nearest + "\"?"));
  }
  return found;
}

Catalog load_catalog(const fs::path& root) {
  const fs::path lessons = root / "lessons";
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(lessons, error)) {
    if (entry.is_directory()) files.push_back(entry.path() / "lesson.json");
  }
  if (error) {
    throw InputError(fmt::format("{}: {}. Is {} the course's directory?", lessons.string(),
                                 error.message(), root.string()));
  }
  std::sort(files.begin(), files.end());

  Catalog catalog;
  std::map<std::string, std::string> seen;  // exercise -> lesson
  for (const fs::path& file : files) {
    catalog.lessons.push_back(read_lesson(file, root));
    for (const Exercise& exercise : catalog.lessons.back().exercises) {
      if (const auto [first, fresh] = seen.emplace(exercise.name, exercise.lesson); !fresh) {
        throw InputError(fmt::format(
            "{}: exercises: the name \"{}\" is taken by lesson {}; names are unique in the course",
            file.lexically_relative(root).string(), exercise.name, first->second));
      }
    }
  }
  if (catalog.lessons.empty()) {
    throw InputError(fmt::format("{}: holds no lesson", lessons.string()));
  }
  return catalog;
}

}  // namespace interleave
