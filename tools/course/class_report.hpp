#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace interleave {

/// Writes all that people and other programs read of a graded class below `out`: grades.csv,
/// gradescope/, exercism/, index.html and submissions/; docs/results.md says what each is. All of
/// it is a function of the document `results` alone: the same document gives the same bytes.
///
/// Names, messages and code in it are a stranger's: none of them can lead out of `out`, become
/// markup, or become a formula. Throws InputError for a document of another form, and before it has
/// written anything; or if a file cannot be written.
void write_class_reports(const nlohmann::json& results, const std::filesystem::path& out);

}  // namespace interleave
