// Right: a future for each file, and the caller adds up each as soon as those before it are done.
#include "csv_pool.hpp"

#include <libfccp/csv.h>
#include <boost/asio/packaged_task.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <future>
#include <stdexcept>
#include <system_error>

namespace {

struct Row {
  std::string region;
  std::string product;
  const char* amount = nullptr;

  double value() const {
    const char* end = amount + std::strlen(amount);
    double value = 0;
    const auto [stopped, error] = std::from_chars(amount, end, value);
    if (error != std::errc() || stopped != end || !std::isfinite(value)) {
      throw std::invalid_argument("no amount");
    }
    return value;
  }
};

class File {
 public:
  explicit File(const std::string& name) : name_(name) {}

  CsvReport read() {
    try {
      Reader reader(name_);
      reader.read_header(io::ignore_no_column, "region", "product", "amount");
      while (read_row(reader)) {
      }
    } catch (const io::error::base&) {
      report_ = {};
      report_.unread_files.push_back(name_);
    }
    return std::move(report_);
  }

 private:
  using Reader = io::CSVReader<3, io::trim_chars<>, io::double_quote_escape<',', '"'>>;

  bool read_row(Reader& reader) {
    try {
      Row row;
      if (!reader.read_row(row.region, row.product, row.amount)) return false;
      const double value = row.value();
      RegionTotal& total = report_.totals[row.region];
      total = {total.rows + 1, total.amount + value};
    } catch (const std::exception&) {
      report_.bad_rows.push_back({name_, static_cast<int>(reader.get_file_line())});
    }
    return true;
  }

  const std::string& name_;
  CsvReport report_;
};

}  // namespace

CsvReport csv_pool(const std::vector<std::string>& files, int threads,
                   const std::function<void(const std::string& file)>& on_begin) {
  if (threads < 1) throw std::invalid_argument("csv_pool: threads is less than 1");
  boost::asio::thread_pool pool(static_cast<std::size_t>(threads));
  std::vector<std::future<CsvReport>> reports;
  for (const std::string& file : files) {
    reports.push_back(boost::asio::post(pool, std::packaged_task<CsvReport()>([&on_begin, &file] {
                                          on_begin(file);
                                          return File(file).read();
                                        })));
  }
  CsvReport sum;
  for (std::future<CsvReport>& each : reports) {
    const CsvReport report = each.get();
    for (const auto& [region, total] : report.totals) {
      RegionTotal& all = sum.totals[region];
      all = {all.rows + total.rows, all.amount + total.amount};
    }
    sum.bad_rows.insert(sum.bad_rows.end(), report.bad_rows.begin(), report.bad_rows.end());
    sum.unread_files.insert(sum.unread_files.end(), report.unread_files.begin(),
                            report.unread_files.end());
  }
  return sum;
}
