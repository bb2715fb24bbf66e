// Wrong: lets csv.h convert the amount, which computes it digit by digit and rounds at each: 0.3
// becomes 0.30000000000000004.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "csv_pool.hpp"

#include <libfccp/csv.h>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <stdexcept>

namespace {

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
        double value = 0;
        if (!reader.read_row(region, product, value)) break;
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
  boost::asio::thread_pool pool(static_cast<std::size_t>(threads));
  for (std::size_t i = 0; i < files.size(); ++i) {
    boost::asio::post(pool, [&, i] {
      on_begin(files[i]);
      reports[i] = read_file(files[i]);
    });
  }
  pool.join();
  CsvReport sum;
  for (const CsvReport& report : reports) add(sum, report);
  return sum;
}
