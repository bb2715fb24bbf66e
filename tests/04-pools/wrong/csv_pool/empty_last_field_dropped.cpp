// Wrong: splits a line in such a way that an empty field at its end is no field: `Seoul,tea,1,` has
// three.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "csv_pool.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace {

/// The fields of a line; nothing if a quote is not closed.
std::optional<std::vector<std::string>> split(const std::string& line) {
  std::vector<std::string> fields;
  std::string field;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      const bool doubled = quoted && i + 1 < line.size() && line[i + 1] == '"';
      if (doubled) {
        field += '"';
        ++i;
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == ',' && !quoted) {
      fields.push_back(field);
      field.clear();
    } else {
      field += line[i];
    }
  }
  if (quoted) return std::nullopt;
  if (!field.empty()) fields.push_back(field);
  return fields;
}

/// Whether the whole of `text` is a number: then it is in `amount`.
bool is_number(const std::string& text, double& amount) {
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, amount);
  return error == std::errc() && stopped == end && std::isfinite(amount);
}

bool next_line(std::istream& in, std::string& line) {
  if (!std::getline(in, line)) return false;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

CsvReport read_file(const std::string& file) {
  CsvReport report;
  std::ifstream in(file, std::ios::binary);
  std::string line;
  if (!next_line(in, line) || line != "region,product,amount") {
    report.unread_files.push_back(file);
    return report;
  }
  for (int number = 2; next_line(in, line); ++number) {
    const auto fields = split(line);
    double amount = 0;
    if (!fields || fields->size() != 3 || !is_number(fields->back(), amount)) {
      report.bad_rows.push_back({file, number});
      continue;
    }
    RegionTotal& total = report.totals[fields->front()];
    ++total.rows;
    total.amount += amount;
  }
  return report;
}

}  // namespace

CsvReport csv_pool(const std::vector<std::string>& files, int threads,
                   const std::function<void(const std::string& file)>& on_begin) {
  if (threads < 1) throw std::invalid_argument("csv_pool: threads is less than 1");
  std::vector<CsvReport> reports(files.size());
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (int k = 0; k < threads; ++k) {
      workers.emplace_back([&] {
        for (std::size_t i = next++; i < files.size(); i = next++) {
          on_begin(files[i]);
          reports[i] = read_file(files[i]);
        }
      });
    }
  }
  CsvReport sum;
  for (const CsvReport& report : reports) {
    for (const auto& [region, total] : report.totals) {
      sum.totals[region].rows += total.rows;
      sum.totals[region].amount += total.amount;
    }
    for (const BadRow& row : report.bad_rows) sum.bad_rows.push_back(row);
    for (const std::string& file : report.unread_files) sum.unread_files.push_back(file);
  }
  return sum;
}
