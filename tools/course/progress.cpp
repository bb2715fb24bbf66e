#include "course/progress.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "judge/files.hpp"

namespace interleave {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

fs::path file_of(const Course& course) { return course.state() / "progress.json"; }

}  // namespace

LearnerProgress::LearnerProgress(const Course& course) : course_(course) { load(); }

void LearnerProgress::load() {
  all_.clear();
  const fs::path file = file_of(course_);
  std::error_code error;
  if (!fs::exists(file, error)) return;
  try {
    const json parsed = json::parse(read_file(file));
    for (const auto& [id, entry] : parsed.items()) {
      all_[id] = {entry.at("passed_answer"), entry.at("best_points"), entry.at("hints_shown")};
    }
  } catch (const json::exception& problem) {
    fs::path aside = file;
    aside += ".damaged";
    fs::rename(file, aside, error);
    all_.clear();
    fmt::print(stderr, "{}: damaged ({}); kept as {}, progress begins anew\n", course_.shown(file),
               problem.what(), course_.shown(aside));
  }
}

const ExerciseProgress& LearnerProgress::of(const Exercise& exercise) const {
  static const ExerciseProgress none;
  const auto found = all_.find(exercise.id());
  return found == all_.end() ? none : found->second;
}

bool LearnerProgress::passed(const Exercise& exercise) const {
  const std::string& passed_answer = of(exercise).passed_answer;
  return !passed_answer.empty() &&
         passed_answer == fingerprint(learner_submission(course_, exercise).files);
}

void LearnerProgress::record(const Exercise& exercise, const Verdict& verdict) {
  ExerciseProgress progress = of(exercise);
  progress.best_points = std::max(progress.best_points, verdict.points());
  progress.passed_answer = verdict.passed() ? verdict.answer : "";
  update(exercise, progress);
}

std::size_t LearnerProgress::show_one_more_hint(const Exercise& exercise) {
  ExerciseProgress progress = of(exercise);
  progress.hints_shown = std::min(progress.hints_shown + 1, exercise.hints.size());
  update(exercise, progress);
  return progress.hints_shown;
}

void LearnerProgress::forget_pass(const Exercise& exercise) {
  ExerciseProgress progress = of(exercise);
  progress.passed_answer.clear();
  update(exercise, progress);
}

const Exercise* LearnerProgress::next(const Exercise* after) const {
  std::vector<const Exercise*> order = course_.catalog.exercises();
  const auto last = std::find(order.begin(), order.end(), after);
  if (last != order.end()) std::rotate(order.begin(), last + 1, order.end());
  const auto next = std::find_if(order.begin(), order.end(),
                                 [&](const Exercise* exercise) { return !passed(*exercise); });
  return next == order.end() ? nullptr : *next;
}

void LearnerProgress::update(const Exercise& exercise, const ExerciseProgress& progress) {
  const FileLock lock(course_.state() / "lock");
  load();  // another command may have written meanwhile
  all_[exercise.id()] = progress;
  json written = json::object();
  for (const auto& [id, entry] : all_) {
    written[id] = {{"passed_answer", entry.passed_answer},
                   {"best_points", entry.best_points},
                   {"hints_shown", entry.hints_shown}};
  }
  write_file(file_of(course_), written.dump(2) + '\n');
}

}  // namespace interleave
