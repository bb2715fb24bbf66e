#include "course/class_mistakes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace interleave {

std::vector<KindCount> count_kinds(const ClassResults& results) {
  std::map<std::string, KindCount> counts;
  for (const GradedSubmission& submission : results.submissions) {
    std::set<std::string> kinds;
    for (const GradedExercise& graded : submission.exercises) {
      if (!graded.handed_in()) continue;
      for (const ToldFinding& told : told_once(graded.verdict)) {
        ++counts[told.finding->kind].findings;
        kinds.insert(told.finding->kind);
      }
    }
    for (const std::string& kind : kinds) ++counts[kind].submissions;
  }
  std::vector<KindCount> sorted;
  for (auto& [kind, count] : counts) {
    count.kind = kind;
    sorted.push_back(count);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const KindCount& a, const KindCount& b) { return a.findings > b.findings; });
  return sorted;
}

std::vector<Mistake> common_mistakes(const ClassResults& results) {
  using Key = std::tuple<std::size_t, Check, std::string, std::string>;
  std::map<Key, Mistake> mistakes;
  for (std::size_t i = 0; i < results.submissions.size(); ++i) {
    for (const GradedExercise& graded : results.submissions[i].exercises) {
      if (!graded.handed_in()) continue;
      for (const ToldFinding& told : told_once(graded.verdict)) {
        const Finding& finding = *told.finding;
        if (finding.kind == "environment") continue;
        const Key key{graded.exercise, finding.check, finding.kind, finding.test};
        Mistake& mistake = mistakes
                               .try_emplace(key, Mistake{graded.exercise,
                                                         finding.check,
                                                         finding.kind,
                                                         finding.test,
                                                         finding.message,
                                                         is_hidden(graded.verdict, finding.test),
                                                         {}})
                               .first->second;
        if (mistake.submissions.empty() || mistake.submissions.back() != i) {
          mistake.submissions.push_back(i);
        }
      }
    }
  }
  std::vector<Mistake> sorted;
  for (auto& [key, mistake] : mistakes) sorted.push_back(std::move(mistake));
  std::stable_sort(sorted.begin(), sorted.end(), [](const Mistake& a, const Mistake& b) {
    return a.submissions.size() > b.submissions.size();
  });
  return sorted;
}

}  // namespace interleave
