// Wrong: counts on the end of the pool to wait for its tasks. Its destructor stops it first: files
// that have not begun are dropped.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (deadlock, serial, too
// few at once, wrong result)
#include "csv_pool.hpp"

#include <libfccp/csv.h>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace {

double to_amount(const char* text) {
  const char* end = text + std::strlen(text);
  double amount = 0;
  const auto [stopped, error] = std::from_chars(text, end, amount);
  if (error != std::errc() || stopped != end || !std::isfinite(amount)) {
    throw std::invalid_argument("no amount");
  }
  return amount;
}

CsvReport read_file(const std::string& file) {
  using Reader = io::CSVReader<3, io::trim_chars<>, io::double_quote_escape<',', '"'>>;
  CsvReport report;
  try {
    Reader reader(file);
    reader.read_header(io::ignore_no_column, "region", "product", "amount");
    while (true) {
      try {
        const char* region = nullptr;
        const char* product = nullptr;
        const char* amount = nullptr;
        if (!reader.read_row(region, product, amount)) break;
        const double value = to_amount(amount);
        RegionTotal& total = report.totals[region];
        ++total.rows;
        total.amount += value;
      } catch (const io::error::line_length_limit_exceeded&) {
        throw;
      } catch (const std::exception&) {
        report.bad_rows.push_back({file, static_cast<int>(reader.get_file_line())});
      }
    }
  } catch (const std::exception&) {
    report = {};
    report.unread_files.push_back(file);
  }
  return report;
}

void add(CsvReport& sum, const CsvReport& report) {
  for (const auto& [region, total] : report.totals) {
    sum.totals[region].rows += total.rows;
    sum.totals[region].amount += total.amount;
  }
  sum.bad_rows.insert(sum.bad_rows.end(), report.bad_rows.begin(), report.bad_rows.end());
  sum.unread_files.insert(sum.unread_files.end(), report.unread_files.begin(),
                          report.unread_files.end());
}

}  // namespace

CsvReport csv_pool(const std::vector<std::string>& files, int threads,
                   const std::function<void(const std::string& file)>& on_begin) {
  if (threads < 1) throw std::invalid_argument("csv_pool: threads is less than 1");
  std::vector<CsvReport> reports(files.size());
  {
    boost::asio::thread_pool pool(static_cast<std::size_t>(threads));
    for (std::size_t i = 0; i < files.size(); ++i) {
      boost::asio::post(pool, [&, i] {
        on_begin(files[i]);
        reports[i] = read_file(files[i]);
      });
    }
  }
  CsvReport sum;
  for (const CsvReport& report : reports) add(sum, report);
  return sum;
}
