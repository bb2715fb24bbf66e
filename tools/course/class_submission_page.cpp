#include <fmt/core.h>

#include <algorithm>

#include "course/class_pages.hpp"
#include "course/report.hpp"
#include "course/terminal.hpp"
#include "judge/files.hpp"

namespace interleave {
namespace {

Html mark(const Outcome& outcome) {
  return html(R"(<span class="mark {}">{} {}</span>)", outcome.style.text(), outcome.symbol.text(),
              outcome.word.text());
}

Html list_of_files(std::string_view what, const std::vector<std::string>& files) {
  if (files.empty()) return {};
  Html items;
  for (const std::string& file : files) {
    items += html("{}<code>{}</code>", items.text().empty() ? "" : ", ", file);
  }
  return html("<p>{}: {}</p>\n", what, items);
}

bool has_finding(const Verdict& verdict, Check check, bool environment) {
  return std::any_of(verdict.findings.begin(), verdict.findings.end(), [&](const Finding& each) {
    return each.check == check && (!environment || each.kind == "environment");
  });
}

Outcome outcome_of(const Verdict& verdict, Check check, const CheckResult& result) {
  if (has_finding(verdict, check, true)) return kUnjudged;
  if (!result.judged) return {"–", "not run", "unjudged"};
  const bool all = std::all_of(result.tests.begin(), result.tests.end(),
                               [](const TestResult& test) { return test.passed; });
  if (all && !has_finding(verdict, check, false)) return kPassed;
  return result.points > 0 ? kPartly : kNot;
}

Html test_item(const TestResult& test) {
  std::string how = way_of(test);
  if (test.how != "explored" && !test.searched.empty()) how += ", because " + test.searched;
  return html(R"(<li>{} <code>{}</code>{} <span class="faint">{}</span></li>
)",
              test.passed ? "✓ passed:" : "✗ failed:", test.name, test.hidden ? " (private)" : "",
              how);
}

Html tests_cell(const CheckResult& result) {
  if (result.tests.empty()) return {};
  Html items;
  for (const TestResult& test : result.tests) items += test_item(test);
  const auto passed = std::count_if(result.tests.begin(), result.tests.end(),
                                    [](const TestResult& test) { return test.passed; });
  return html("<details><summary>{} of {} passed</summary><ul>\n{}</ul></details>", passed,
              count(result.tests.size(), "test"), items);
}

Html checks_table(const ClassExercise& exercise, const Verdict& verdict) {
  Html rows;
  for (const auto& [check, result] : verdict.checks) {
    const bool has_points = result.points_at_most > 0;
    rows += html(
        R"(<tr><th scope="row">{}</th><td>{}</td><td class="number">{}</td><td class="wide">{}</td></tr>
)",
        name_of(check), mark(outcome_of(verdict, check, result)),
        has_points ? fmt::format("{} of {}", points_text(result.points), result.points_at_most)
                   : "",
        tests_cell(result));
  }
  return scroll_box("Checks of " + exercise.name(), html(R"(<table>
<caption>Checks</caption>
<thead><tr><th scope="col">Check</th><th scope="col">Outcome</th><th scope="col">Points</th><th scope="col">Tests</th></tr></thead>
<tbody>
{}</tbody></table>)",
                                                         rows));
}

Html place_item(const Place& place) {
  Html where;
  if (place.line > 0) where = html(" <code>{}:{}</code>", place.file, place.line);
  Html code;
  const std::string text = trimmed(place.text);
  if (!text.empty()) code = scroll_box("Code", html("<pre>{}</pre>", text));
  return html("<li>{}:{}{}</li>\n", place.label, where, code);
}

Html finding_article(const ToldFinding& told, bool hidden) {
  const Finding& finding = *told.finding;
  std::string checks;
  for (const Check check : told.checks) {
    checks += fmt::format("{}{}", checks.empty() ? "" : " and ", name_of(check));
  }
  Html places;
  for (const Place& place : finding.places) places += place_item(place);
  if (!finding.places.empty()) places = html("<ul class=\"places\">\n{}</ul>\n", places);
  Html timeline;
  if (!finding.timeline.empty()) {
    timeline = html("<h4>The failing schedule, a column for each thread</h4>\n{}\n",
                    scroll_box("The failing schedule", html("<pre>{}</pre>", finding.timeline)));
  }
  return html(R"(<article class="finding">
<h3>{} <span class="faint">{}{}{}</span></h3>
<div class="message">{}</div>
{}{}</article>
)",
              finding.kind, checks, finding.test.empty() ? "" : ": " + finding.test,
              hidden ? " (private)" : "", finding.message, places, timeline);
}

Html exercise_section(const ClassExercise& exercise, const GradedExercise& graded) {
  const Verdict& verdict = graded.verdict;
  Html findings;
  for (const ToldFinding& told : told_once(verdict)) {
    findings += finding_article(told, is_hidden(verdict, told.finding->test));
  }
  Html warnings;
  if (!verdict.warnings.empty()) {
    warnings = html("<details><summary>The compiler warns</summary>{}</details>\n",
                    scroll_box("Warnings", html("<pre>{}</pre>", verdict.warnings)));
  }
  return html(R"(<section class="exercise" id="{}">
<h2>{} {} <span class="faint">{}</span></h2>
<p>{} of {} points</p>
{}{}{}
{}{}</section>
)",
              exercise.id, mark(outcome_of(graded)), exercise.title, exercise.id,
              points_text(verdict.points()), verdict.points_at_most(),
              list_of_files("Answer", graded.files),
              list_of_files("Missing, so that the starter was graded in its place", graded.missing),
              checks_table(exercise, verdict), findings, warnings);
}

Html overview(const ClassResults& results, const GradedSubmission& submission) {
  const std::vector<GradedExercise>& all = submission.exercises;
  if (all.empty()) return {};
  Html groups;
  for (std::size_t i = 0; i < all.size();) {
    const std::string lesson = results.exercises[all[i].exercise].lesson();
    Html rows;
    for (; i < all.size() && results.exercises[all[i].exercise].lesson() == lesson; ++i) {
      const ClassExercise& exercise = results.exercises[all[i].exercise];
      const Verdict& verdict = all[i].verdict;
      const Html name = all[i].handed_in()
                            ? html(R"(<a href="#{}">{}</a>)", exercise.id, exercise.name())
                            : html("{}", exercise.name());
      rows += html(
          R"(<tr><th scope="row">{}</th><td>{}</td><td class="number">{} of {}</td></tr>
)",
          name, mark(outcome_of(all[i])), points_text(verdict.points()), verdict.points_at_most());
    }
    groups += html(R"(<tbody>
<tr><th scope="rowgroup" colspan="3" class="lesson">{}</th></tr>
{}</tbody>
)",
                   lesson, rows);
  }
  Html table = scroll_box("Exercises", html(R"(<table>
<caption>Exercises</caption>
<thead><tr><th scope="col">Exercise</th><th scope="col">Outcome</th><th scope="col">Points</th></tr></thead>
{}</table>)",
                                            groups));
  if (std::any_of(all.begin(), all.end(), [](const auto& each) { return !each.handed_in(); })) {
    table +=
        html("<p class=\"faint\">Of what was not handed in, the starter's points count.</p>\n");
  }
  return table;
}

Html neighbour(const GradedSubmission& submission, Literal direction) {
  return html(R"(<a href="{}.html">{}: {}</a>)", submission.safe_name, direction.text(),
              name_text(submission.name));
}

Html navigation(const ClassResults& results, std::size_t index) {
  Html links = markup(R"(<a href="../index.html">The class</a>)");
  if (index > 0) links += neighbour(results.submissions[index - 1], "Previous");
  if (index + 1 < results.submissions.size()) {
    links += neighbour(results.submissions[index + 1], "Next");
  }
  return html(R"(<nav aria-label="Submissions">{}</nav>)", links);
}

}  // namespace

std::string submission_page(const ClassResults& results, std::size_t index) {
  const GradedSubmission& submission = results.submissions.at(index);
  Html worth;
  if (submission.status == SubmissionStatus::kGraded) {
    worth = html("<p><strong>{} of {} points</strong></p>\n", points_text(submission.points),
                 points_text(submission.points_at_most));
  } else {
    worth = html(R"(<p><span class="mark failed">✗ {}</span> <span class="message">{}</span></p>
)",
                 name_of(submission.status), submission.reason);
  }
  Html sections;
  for (const GradedExercise& graded : submission.exercises) {
    if (!graded.handed_in()) continue;
    sections += exercise_section(results.exercises[graded.exercise], graded);
  }
  return page(
      submission.name,
      html(R"(<header>
{}
<h1>{}</h1>
<p class="faint">from {}</p>
{}</header>
<main>
{}{}{}</main>)",
           navigation(results, index), name_text(submission.name), name_text(submission.source),
           worth, list_of_files("Ignored, because it is no answer", submission.ignored),
           overview(results, submission), sections));
}

}  // namespace interleave
