#include "judge/verdict_json.hpp"

#include <nlohmann/json.hpp>

namespace interleave {

nlohmann::json finding_json(const Finding& finding) {
  using nlohmann::json;
  json places = json::array();
  for (const Place& place : finding.places) {
    places.push_back(
        {{"label", place.label}, {"file", place.file}, {"line", place.line}, {"text", place.text}});
  }
  json result = {{"check", name_of(finding.check)},
                 {"kind", finding.kind},
                 {"test", finding.test},
                 {"message", finding.message},
                 {"places", places}};
  if (!finding.schedule.empty()) result["schedule"] = json::parse(finding.schedule);
  return result;
}

nlohmann::json verdict_json(const Verdict& verdict) {
  using nlohmann::json;
  json checks = json::array();
  for (const auto& [check, result] : verdict.checks) {
    json tests = json::array();
    for (const TestResult& test : result.tests) {
      tests.push_back({{"name", test.name},
                       {"how", test.how},
                       {"passed", test.passed},
                       {"complete", test.complete},
                       {"searched", test.searched}});
      if (test.hidden) tests.back()["hidden"] = true;
    }
    checks.push_back({{"check", name_of(check)},
                      {"judged", result.judged},
                      {"points", result.points},
                      {"points_at_most", result.points_at_most},
                      {"tests", tests}});
  }
  json findings = json::array();
  for (const Finding& finding : verdict.findings) {
    findings.push_back(finding_json(finding));
  }
  return {{"exercise", verdict.exercise}, {"submission", verdict.submission},
          {"passed", verdict.passed()},   {"unjudged", verdict.unjudged()},
          {"points", verdict.points()},   {"points_at_most", verdict.points_at_most()},
          {"warnings", verdict.warnings}, {"checks", checks},
          {"findings", findings}};
}

std::string json_text(const nlohmann::json& document, int indent) {
  return document.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace interleave
