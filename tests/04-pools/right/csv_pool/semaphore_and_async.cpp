// Right: a std::async for each file and a semaphore that lets some of them work; each puts its
// report into a map by number, under a mutex, and the sums are made from that in order.
#include "csv_pool.hpp"

#include <libfccp/csv.h>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <future>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <system_error>

namespace {

CsvReport read_file(const std::string& file) {
  CsvReport report;
  try {
    io::CSVReader<3, io::trim_chars<>, io::double_quote_escape<',', '"'>> reader(file);
    reader.read_header(io::ignore_no_column, "region", "product", "amount");
    for (bool more = true; more;) {
      const char* region = nullptr;
      const char* product = nullptr;
      const char* text = nullptr;
      double amount = 0;
      try {
        more = reader.read_row(region, product, text);
      } catch (const io::error::base&) {
        text = "";
      }
      if (!more) break;
      const char* end = text + std::strlen(text);
      const auto [stopped, error] = std::from_chars(text, end, amount);
      if (error == std::errc() && stopped == end && std::isfinite(amount)) {
        report.totals[region].rows += 1;
        report.totals[region].amount += amount;
      } else {
        report.bad_rows.push_back({file, static_cast<int>(reader.get_file_line())});
      }
    }
  } catch (const io::error::base&) {
    report = {};
    report.unread_files.push_back(file);
  }
  return report;
}

}  // namespace

CsvReport csv_pool(const std::vector<std::string>& files, int threads,
                   const std::function<void(const std::string& file)>& on_begin) {
  if (threads < 1) throw std::invalid_argument("csv_pool: threads is less than 1");
  std::counting_semaphore<> permits(threads);
  std::mutex mutex;
  std::map<std::size_t, CsvReport> reports;
  std::vector<std::future<void>> readers;
  for (std::size_t i = 0; i < files.size(); ++i) {
    readers.push_back(std::async(std::launch::async, [&, i] {
      permits.acquire();
      on_begin(files[i]);
      CsvReport report = read_file(files[i]);
      permits.release();
      const std::scoped_lock lock(mutex);
      reports[i] = std::move(report);
    }));
  }
  for (std::future<void>& reader : readers) reader.get();
  CsvReport sum;
  for (const auto& [i, report] : reports) {
    for (const auto& [region, total] : report.totals) {
      sum.totals[region].rows += total.rows;
      sum.totals[region].amount += total.amount;
    }
    sum.bad_rows.insert(sum.bad_rows.end(), report.bad_rows.begin(), report.bad_rows.end());
    sum.unread_files.insert(sum.unread_files.end(), report.unread_files.begin(),
                            report.unread_files.end());
  }
  return sum;
}
