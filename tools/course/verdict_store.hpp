#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace interleave {

/// The verdicts of a class, each under the name of what it depends on: the answers' content, the
/// exercise and the course. Nothing is ever lost from it: what is made anew stands beside what was.
/// Thread-safe for different names.
class VerdictStore {
 public:
  /// In `folder`, which is created when something is stored.
  explicit VerdictStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Nothing if there is none, or it is damaged.
  std::optional<nlohmann::json> find(const std::string& exercise, const std::string& key) const;
  void store(const std::string& exercise, const std::string& key,
             const nlohmann::json& verdict) const;
  /// `find` no longer finds it; it stays as KEY.1.json, KEY.2.json, ...
  void set_aside(const std::string& exercise, const std::string& key) const;

 private:
  std::filesystem::path file(const std::string& exercise, const std::string& name) const;

  const std::filesystem::path folder_;
};

}  // namespace interleave
