#include <algorithm>
#include <numeric>

#include "course/class_mistakes.hpp"
#include "course/class_pages.hpp"
#include "course/terminal.hpp"

namespace interleave {
namespace {

constexpr std::size_t kMistakesShown = 30;

Html link_to(const GradedSubmission& submission) {
  return html(R"(<a href="submissions/{}.html">{}</a>)", submission.safe_name,
              name_text(submission.name));
}

Html number_box(std::string_view number, std::string_view what) {
  return html("<li><strong>{}</strong> {}</li>\n", number, what);
}

Html numbers(const ClassResults& results) {
  const std::size_t graded = results.count(SubmissionStatus::kGraded);
  double points = 0;
  double points_at_most = 0;
  for (const GradedSubmission& each : results.submissions) {
    if (each.status != SubmissionStatus::kGraded) continue;
    points += each.points;
    points_at_most += each.points_at_most;
  }
  Html items = number_box(std::to_string(results.submissions.size()), "submissions");
  items += number_box(std::to_string(graded), "graded");
  for (const auto status : {SubmissionStatus::kRefused, SubmissionStatus::kFailed}) {
    if (results.count(status) == 0) continue;
    items += number_box(std::to_string(results.count(status)), name_of(status));
  }
  items += number_box(std::to_string(results.exercises.size()), "exercises");
  if (graded > 0) {
    const auto number = static_cast<double>(graded);
    items +=
        number_box(points_text(points / number) + " of " + points_text(points_at_most / number),
                   "points on average");
  }
  return html("<ul class=\"numbers\">\n{}</ul>\n", items);
}

Html not_graded(const ClassResults& results) {
  Html rows;
  for (const GradedSubmission& each : results.submissions) {
    if (each.status == SubmissionStatus::kGraded) continue;
    rows += html(
        R"(<tr><th scope="row">{}</th><td>{}</td><td class="wide message">{}</td><td>{}</td></tr>
)",
        link_to(each), name_of(each.status), each.reason, name_text(each.source));
  }
  if (rows.text().empty()) return {};
  return html(R"(<h2 id="not-graded">Not graded</h2>
<p class="faint">Refused: the submission cannot be graded as it is. Failed: the tool could not grade it, which is not the submission's fault.</p>
{}
)",
              scroll_box("Submissions that were not graded", html(R"(<table>
<caption>Submissions that were not graded</caption>
<thead><tr><th scope="col">Submission</th><th scope="col">Status</th><th scope="col">Reason</th><th scope="col">From</th></tr></thead>
<tbody>
{}</tbody></table>)",
                                                                  rows)));
}

Html cell(const GradedExercise* graded) {
  if (graded == nullptr) return markup("<td></td>");
  const Outcome outcome = outcome_of(*graded);
  return html(R"(<td class="{}">{} {}</td>)", outcome.style.text(), outcome.symbol.text(),
              points_text(graded->verdict.points()));
}

/// Two rows: the lessons, and below each its exercises.
Html heads(const ClassResults& results) {
  Html lessons;
  Html names;
  for (std::size_t i = 0; i < results.exercises.size();) {
    const std::string lesson = results.exercises[i].lesson();
    std::size_t end = i;
    for (; end < results.exercises.size() && results.exercises[end].lesson() == lesson; ++end) {
      names += html(R"(<th scope="col" class="turned"><span>{}</span></th>)",
                    results.exercises[end].name());
    }
    lessons += html(R"(<th scope="colgroup" colspan="{}">{}</th>)", end - i, lesson);
    i = end;
  }
  return html(
      R"(<tr><th scope="col" rowspan="2" class="corner">Submission</th><th scope="col" rowspan="2">Points</th>{}</tr>
<tr>{}</tr>
)",
      lessons, names);
}

Html grades(const ClassResults& results) {
  if (results.count(SubmissionStatus::kGraded) == 0) {
    return markup("<h2 id=\"points\">Points</h2>\n<p>No submission was graded.</p>\n");
  }
  Html rows;
  std::vector<std::size_t> passed(results.exercises.size(), 0);
  for (const GradedSubmission& submission : results.submissions) {
    if (submission.status != SubmissionStatus::kGraded) continue;
    Html cells;
    for (std::size_t i = 0; i < results.exercises.size(); ++i) {
      const GradedExercise* graded = submission.find(i);
      cells += cell(graded);
      passed[i] += graded != nullptr && graded->verdict.passed() ? 1U : 0U;
    }
    rows += html("<tr><th scope=\"row\">{}</th><td class=\"number\">{} of {}</td>{}</tr>\n",
                 link_to(submission), points_text(submission.points),
                 points_text(submission.points_at_most), cells);
  }
  Html passes;
  for (const std::size_t number : passed) passes += html("<td>{}</td>", number);
  return html(
      R"(<h2 id="points">Points</h2>
<p class="faint">A name leads to the whole verdict.</p>
<ul class="legend">
<li><span class="mark passed">✓</span> passed</li>
<li><span class="mark partly">◐</span> some points</li>
<li><span class="mark failed">✗</span> no points</li>
<li><span class="mark unjudged">?</span> this machine could not judge it</li>
<li><span class="mark faint">–</span> not handed in: what the starter is worth</li>
</ul>
{}
)",
      scroll_box("Points of each submission for each exercise",
                 html(R"(<table class="grades">
<caption>Points of each submission for each exercise</caption>
<thead>
{}</thead>
<tbody>
{}</tbody>
<tfoot><tr><th scope="row">passed by</th><td></td>{}</tr></tfoot>
</table>)",
                      heads(results), rows, passes)));
}

Html kinds(const ClassResults& results) {
  const std::vector<KindCount> counts = count_kinds(results);
  if (counts.empty()) return {};
  Html rows;
  for (const KindCount& each : counts) {
    // Whole percents of the longest bar: all that is ever put into a style here is a number.
    const std::size_t percent = std::max<std::size_t>(1, 100 * each.findings / counts[0].findings);
    rows += html(
        R"(<tr><th scope="row">{}</th><td class="number">{}</td><td class="number">{}</td><td class="bar"><span style="width:{}%"></span></td></tr>
)",
        each.kind, each.findings, each.submissions, percent);
  }
  return html(R"(<h2 id="kinds">Findings by kind</h2>
<p class="faint">In what was handed in. What two checks found in the same test counts once.</p>
{}
)",
              scroll_box("Findings by kind", html(R"(<table>
<caption>Findings by kind</caption>
<thead><tr><th scope="col">Kind</th><th scope="col">Findings</th><th scope="col">Submissions</th><td></td></tr></thead>
<tbody>
{}</tbody></table>)",
                                                  rows)));
}

Html mistakes(const ClassResults& results) {
  const std::vector<Mistake> all = common_mistakes(results);
  if (all.empty()) return {};
  Html rows;
  for (std::size_t i = 0; i < std::min(all.size(), kMistakesShown); ++i) {
    const Mistake& mistake = all[i];
    const ClassExercise& exercise = results.exercises[mistake.exercise];
    Html links;
    for (const std::size_t index : mistake.submissions) {
      links += html("<li>{}</li>", link_to(results.submissions[index]));
    }
    rows += html(
        R"(<tr><th scope="row">{} in {}<br><span class="faint">{}{}{}</span></th><td class="wide"><div class="message">{}</div></td><td class="wide"><details><summary>{}</summary><ul class="links">{}</ul></details></td></tr>
)",
        mistake.kind, exercise.name(), name_of(mistake.check),
        mistake.test.empty() ? "" : ": " + mistake.test, mistake.hidden ? " (private)" : "",
        mistake.message, count(mistake.submissions.size(), "submission"), links);
  }
  const std::size_t left_out = all.size() - std::min(all.size(), kMistakesShown);
  const Html more = left_out == 0 ? Html()
                                  : html("<p>And {}, each as rare or rarer.</p>\n",
                                         count(left_out, "other mistake"));
  return html(R"(<h2 id="mistakes">The most common mistakes</h2>
<p class="faint">Findings of the same exercise, check, kind and test; the message is that of the first submission.</p>
{}
{})",
              scroll_box("The most common mistakes", html(R"(<table>
<caption>The most common mistakes</caption>
<thead><tr><th scope="col">Mistake</th><th scope="col">Message</th><th scope="col">Made by</th></tr></thead>
<tbody>
{}</tbody></table>)",
                                                          rows)),
              more);
}

}  // namespace

std::string index_page(const ClassResults& results) {
  return page("Results of the class", html(R"(<header>
<h1>Results of the class</h1>
<p class="faint">Graded by Interleave, course {}</p>
</header>
<main>
{}{}{}{}{}</main>)",
                                           results.course, numbers(results), not_graded(results),
                                           grades(results), kinds(results), mistakes(results)));
}

Outcome outcome_of(const GradedExercise& graded) {
  const Verdict& verdict = graded.verdict;
  if (!graded.handed_in()) return kNotHandedIn;
  if (verdict.passed()) return kPassed;
  if (verdict.unjudged()) return kUnjudged;
  return verdict.points() > 0 ? kPartly : kNot;
}

Html name_text(std::string_view name) { return html("<bdi>{}</bdi>", name); }

}  // namespace interleave
