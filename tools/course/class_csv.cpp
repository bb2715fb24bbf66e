#include <fmt/core.h>

#include <array>
#include <string_view>

#include "course/class_formats.hpp"

namespace interleave {
namespace {

/// With these a formula begins; the wide ones do it in East Asian settings.
constexpr std::array<std::string_view, 10> kBeginsFormula{"=",  "+",  "-",      "@",      "\t",
                                                          "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D"};
/// Where a spreadsheet may begin a new cell, whatever its settings say about separators.
constexpr std::string_view kBeginsCell = ",;\t\r\n\"";

bool begins_formula(std::string_view text) {
  for (const std::string_view begin : kBeginsFormula) {
    if (text.substr(0, begin.size()) == begin) return true;
  }
  return text.substr(0, 3) == "\uFF20";
}

/// Text as a cell: a `'` makes a spreadsheet take what follows as text.
std::string cell(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = i == 0 || kBeginsCell.find(text[i - 1]) != std::string_view::npos;
    // Line ends are harmless within a cell, which stands in quotes then.
    const bool is_line_end = text[i] == '\r' || text[i] == '\n';
    if (begins && begins_formula(text.substr(i)) && (i == 0 || !is_line_end)) result += '\'';
    if (text[i] == '"') result += '"';
    result += text[i];
  }
  if (text.find_first_of(",;\"\t\r\n") == std::string_view::npos) return result;
  return '"' + result + '"';
}

/// Numbers are ours, and no formulas.
std::string cell(double points) {
  std::string text = fmt::format("{:.2f}", points);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string grades_csv(const ClassResults& results) {
  std::string csv = "name,status,points,points_at_most";
  for (const ClassExercise& exercise : results.exercises) csv += ',' + cell(exercise.id);
  csv += ",reason\r\n";
  for (const GradedSubmission& submission : results.submissions) {
    csv += fmt::format("{},{},{},{}", cell(submission.name), name_of(submission.status),
                       cell(submission.points), cell(submission.points_at_most));
    for (std::size_t i = 0; i < results.exercises.size(); ++i) {
      const GradedExercise* graded = submission.find(i);
      csv += ',' + (graded == nullptr ? "" : cell(graded->verdict.points()));
    }
    csv += ',' + cell(submission.reason) + "\r\n";
  }
  return csv;
}

}  // namespace interleave
