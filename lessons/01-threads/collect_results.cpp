#include "collect_results.hpp"

std::vector<int> collect_results([[maybe_unused]] const std::vector<std::function<int()>>& jobs) {
  // TODO: run all jobs at the same time. Where may each thread leave its result, so that no two
  // threads ever touch the same place?
  return {};
}

std::vector<bool> collect_answers([[maybe_unused]] const std::vector<std::function<bool()>>& jobs) {
  // TODO: the same, with results that are smaller than a byte.
  return {};
}
