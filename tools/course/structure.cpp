#include "course/structure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <sstream>

#include "judge/errors.hpp"
#include "judge/files.hpp"
#include "judge/known_answers.hpp"
#include "judge/verdict.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLeastWrong = 5;
constexpr std::size_t kLeastRight = 2;

/// Where each source is taught, by its id: the last cells of the first table of docs/sources.md.
/// Nothing if there is no such page.
std::optional<std::map<std::string, std::string>> read_sources(const fs::path& page) {
  if (!fs::exists(page)) return std::nullopt;
  static const std::regex row(R"(\| (\d{3}-[a-z]) \|.*\| (.*) \|)");
  std::map<std::string, std::string> taught;
  std::istringstream lines(read_file(page));
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, row)) taught.emplace(match[1], match[2]);
  }
  return taught;
}

class Inspector {
 public:
  explicit Inspector(const Course& course)
      : course_(course), sources_(read_sources(course.root / "docs" / "sources.md")) {}

  std::vector<std::string> inspect(const std::vector<const Exercise*>& only) {
    for (const Exercise* exercise : only) inspect_exercise(*exercise);
    if (!only.empty()) return std::move(problems_);
    for (const Lesson& lesson : course_.catalog.lessons) {
      expect_file(course_.lesson(lesson.name) / "lesson.json");
      expect_file(course_.docs(lesson.name));
      for (const Exercise& exercise : lesson.exercises) inspect_exercise(exercise);
      inspect_children(lesson);
    }
    for (const char* folder : {"lessons", "solutions", "tests", "bench"}) {
      look_for_undeclared(folder);
    }
    std::error_code none_there;
    for (const auto& entry : fs::directory_iterator(course_.root / "docs", none_there)) {
      if (entry.path().extension() == ".md") inspect_page(entry.path());
    }
    return std::move(problems_);
  }

 private:
  void complain(const fs::path& file, const std::string& what) {
    problems_.push_back(fmt::format("{}: {}", course_.shown(file), what));
  }

  void expect_file(const fs::path& file) {
    declared_.insert(file);
    if (!fs::is_regular_file(file)) complain(file, "is missing");
  }

  void inspect_exercise(const Exercise& exercise) {
    for (const fs::path& header : course_.contract_headers(exercise)) expect_file(header);
    expect_file(course_.grader(exercise));
    if (exercise.in_header()) inspect_probes(exercise);
    const fs::path bench =
        course_.root / "bench" / exercise.lesson / (exercise.name + "_bench.cpp");
    if (fs::exists(bench)) expect_file(bench);
    const Submission mine = learner_submission(course_, exercise);
    const Submission starter = starter_submission(course_, exercise);
    for (const Submission& submission : {mine, starter, solution_submission(course_, exercise)}) {
      for (const fs::path& file : submission.files) expect_file(file);
    }
    for (const fs::path& file : starter.files) {
      if (fs::exists(file) && read_file(file).find("// TODO") == std::string::npos) {
        complain(file, "has no `// TODO` where the work is");
      }
    }
    const fs::path page = course_.docs(exercise.lesson);
    if (fs::exists(page) &&
        read_file(page).find("\n### " + exercise.name + '\n') == std::string::npos) {
      complain(page, fmt::format("has no section `### {}`", exercise.name));
    }
    inspect_sources(exercise);
    inspect_known(exercise, "right", kLeastRight);
    inspect_known(exercise, "wrong", kLeastWrong);
  }

  /// The sources of an exercise are the rows of docs/sources.md that name it.
  void inspect_sources(const Exercise& exercise) {
    if (!sources_) return;
    std::set<std::string> naming;
    for (const auto& [source, taught] : *sources_) {
      if (taught.find('`' + exercise.name + '`') != std::string::npos) naming.insert(source);
    }
    const std::set<std::string> named(exercise.sources.begin(), exercise.sources.end());
    if (naming == named) return;
    complain(course_.lesson(exercise.lesson) / "lesson.json",
             fmt::format("{} names the sources {}, but docs/sources.md says {}", exercise.name,
                         fmt::join(named, ", "),
                         naming.empty() ? "none" : fmt::to_string(fmt::join(naming, ", "))));
  }

  /// What the answer forgot to include, and what is the grader's, must not be there before it.
  void inspect_probes(const Exercise& exercise) {
    const std::string first = fmt::format("#include \"{}\"", exercise.answers.front());
    for (const char* extension : {".cpp", ".hpp"}) {
      expect_file(course_.tests(exercise) / (exercise.name + "_probes" + extension));
    }
    for (const fs::path& probes : course_.probes(exercise)) {
      declared_.insert(probes);
      if (probes.extension() != ".cpp") continue;
      const std::string text = read_file(probes);
      const std::size_t at = text.find("#include");
      if (at == std::string::npos || text.compare(at, first.size(), first) != 0) {
        complain(probes,
                 fmt::format("must begin with {}, before it includes anything else", first));
      }
    }
  }

  /// Programs that a lesson's graders have answers start.
  void inspect_children(const Lesson& lesson) {
    std::string graders;
    for (const Exercise& exercise : lesson.exercises) {
      const fs::path grader = course_.grader(exercise);
      if (fs::is_regular_file(grader)) graders += read_file(grader);
    }
    std::error_code none_there;
    const fs::path folder = course_.root / "tests" / lesson.name / "children";
    for (const auto& entry : fs::directory_iterator(folder, none_there)) {
      declared_.insert(entry.path());
      const std::string call = fmt::format("child_program(\"{}\")", entry.path().stem().string());
      if (graders.find(call) == std::string::npos) {
        complain(entry.path(), fmt::format("is started by no grader: none calls {}", call));
      }
    }
  }

  void inspect_known(const Exercise& exercise, const std::string& kind, std::size_t least) {
    const auto known = known_submissions(course_, exercise, kind);
    if (known.size() < least) {
      complain(course_.tests(exercise) / kind / exercise.name,
               fmt::format("holds {} submissions; a grader is proved with at least {}",
                           known.size(), least));
    }
    for (const Submission& submission : known) {
      const fs::path& file = submission.files.front();
      expect_file(file);
      if (kind == "right") {
        if (first_comment(read_file(file)).rfind("Right: ", 0) != 0) {
          complain(file, "must begin with a comment `// Right: ` that says what is different");
        }
        continue;
      }
      try {
        read_wrong_header(course_, file);
      } catch (const InputError& error) {
        problems_.emplace_back(error.what());
      }
    }
  }

  void look_for_undeclared(const std::string& folder) {
    std::error_code none_there;
    for (auto entry = fs::recursive_directory_iterator(course_.root / folder, none_there);
         entry != fs::recursive_directory_iterator(); entry.increment(none_there)) {
      // Folders that belong to no lesson ("tests/support") hold other things.
      const bool top = entry.depth() == 0;
      if (top && entry->is_directory()) {
        const std::string name = entry->path().filename().string();
        const bool is_lesson = fs::exists(course_.lesson(name) / "lesson.json");
        const bool looks_like_one = name.find('-') == 2 && std::isdigit(name[0]) != 0;
        if (!is_lesson) entry.disable_recursion_pending();
        if (!is_lesson && (looks_like_one || folder == "lessons")) {
          complain(entry->path(), "belongs to no lesson: there is no lesson.json for it");
        }
      } else if (!top && entry->is_regular_file() && !declared_.contains(entry->path())) {
        complain(entry->path(), "is declared by no lesson.json");
      }
    }
  }

  /// Code after `<!-- quote: file -->` must stand in that file; relative links must lead somewhere.
  void inspect_page(const fs::path& page) {
    static const std::regex quote_mark(R"(^<!-- quote: (.+) -->$)");
    static const std::regex link(R"(\]\(([^):#]+)(?:#[^)]*)?\))");
    static const std::regex code_in_text("`[^`]*`");
    std::istringstream lines(read_file(page));
    std::string line;
    bool in_code = false;
    for (int number = 1; std::getline(lines, line); ++number) {
      std::smatch match;
      if (line.rfind("```", 0) == 0) in_code = !in_code;
      // In code, `[](int)` is a lambda.
      const std::string text = in_code ? "" : std::regex_replace(line, code_in_text, "");
      for (auto at = std::sregex_iterator(text.begin(), text.end(), link);
           at != std::sregex_iterator(); ++at) {
        if (!fs::exists(page.parent_path() / (*at)[1].str())) {
          complain(page, fmt::format("line {}: links to {}, which does not exist", number,
                                     (*at)[1].str()));
        }
      }
      if (!std::regex_match(line, match, quote_mark)) continue;
      const int quoted_at = number;
      const fs::path file = course_.root / match[1].str();
      std::string code;
      std::getline(lines, line);  // the fence
      for (++number; std::getline(lines, line) && line.rfind("```", 0) != 0; ++number) {
        code += line + '\n';
      }
      ++number;
      if (!fs::is_regular_file(file)) {
        complain(page, fmt::format("line {}: quotes {}, which does not exist", quoted_at,
                                   course_.shown(file)));
      } else if (code.empty() || read_file(file).find(code) == std::string::npos) {
        complain(page, fmt::format("line {}: quotes code that does not stand in {}", quoted_at,
                                   course_.shown(file)));
      }
    }
  }

  const Course& course_;
  const std::optional<std::map<std::string, std::string>> sources_;
  std::set<fs::path> declared_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> structural_problems(const Course& course,
                                             const std::vector<const Exercise*>& only) {
  return Inspector(course).inspect(only);
}

}  // namespace interleave
