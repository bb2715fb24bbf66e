#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace interleave {

// What `bench_report` (bench_results.hpp) says, for people.

/// A table and bars for a terminal.
std::string bench_text(const nlohmann::json& report);

/// One page for a browser, complete in itself, with charts that `chart_library` (Chart.js, as
/// packages bring it: the text of a script) draws.
std::string bench_page(const nlohmann::json& report, std::string_view chart_library);

}  // namespace interleave
