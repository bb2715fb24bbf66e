#include "course/verdict_store.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "judge/files.hpp"

namespace interleave {

namespace fs = std::filesystem;

fs::path VerdictStore::file(const std::string& exercise, const std::string& name) const {
  return folder_ / exercise / (name + ".json");
}

std::optional<nlohmann::json> VerdictStore::find(const std::string& exercise,
                                                 const std::string& key) const {
  std::error_code missing;
  if (!fs::exists(file(exercise, key), missing)) return std::nullopt;
  nlohmann::json verdict = nlohmann::json::parse(read_file(file(exercise, key)), nullptr, false);
  if (verdict.is_discarded() || !verdict.contains("checks")) return std::nullopt;
  return verdict;
}

void VerdictStore::store(const std::string& exercise, const std::string& key,
                         const nlohmann::json& verdict) const {
  write_file(file(exercise, key), verdict.dump(1) + '\n');
}

void VerdictStore::set_aside(const std::string& exercise, const std::string& key) const {
  std::error_code missing;
  int number = 1;
  while (fs::exists(file(exercise, fmt::format("{}.{}", key, number)), missing)) ++number;
  fs::rename(file(exercise, key), file(exercise, fmt::format("{}.{}", key, number)));
}

}  // namespace interleave
