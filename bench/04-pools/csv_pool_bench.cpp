// CSV in eight files of very different sizes: added up one after the other, by the answer, and by
// as many processes as there are processors. The files are made once, beside this program, with
// fixed seeds.

#include "csv_pool.hpp"

#include <libfccp/csv.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <istream>
#include <map>
#include <ostream>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include "ways.hpp"
#include "workers.hpp"

namespace {

namespace fs = std::filesystem;

constexpr int kFiles = 8;
constexpr std::size_t kLargest = 250'000'000;  // bytes, of all files

/// A file of about `bytes`: every thousandth row is bad.
void make_file(const fs::path& path, std::size_t bytes, unsigned seed) {
  const std::array<std::string, 6> regions{"Seoul",   "\"Busan, Port\"", "Jeju",
                                           "Incheon", "Daegu",           ""};
  const std::array<std::string, 4> products{"tea", "\"rice, \"\"white\"\"\"", "orange", ""};
  std::mt19937 random(seed);
  std::string text = "region,product,amount\n";
  while (text.size() < bytes) {
    text += regions.at(random() % regions.size()) + ',' + products.at(random() % products.size());
    if (random() % 1000 == 0) {
      text += ",none\n";
    } else {
      text +=
          ',' + std::to_string(random() % 100'000) + '.' + std::to_string(random() % 100) + '\n';
    }
  }
  std::ofstream(path, std::ios::binary) << text;
}

/// Of very different sizes, so that a pool has something to balance.
std::vector<std::string> make_files(std::size_t bytes) {
  const fs::path folder =
      fs::read_symlink("/proc/self/exe").parent_path() / ("csv_pool_data." + std::to_string(bytes));
  if (!fs::exists(folder)) {
    const fs::path beside = folder.string() + ".new";
    fs::remove_all(beside);
    fs::create_directories(beside);
    constexpr int kWeights = kFiles * (kFiles + 1) / 2;
    for (int i = 0; i < kFiles; ++i) {
      // From large to small and back: 3 * i goes through all remainders.
      const auto weight = static_cast<std::size_t>(3 * i % kFiles + 1);
      make_file(beside / (std::to_string(i) + ".csv"), bytes * weight / kWeights,
                static_cast<unsigned>(i + 1));
    }
    fs::rename(beside, folder);
  }
  std::vector<std::string> files;
  for (int i = 0; i < kFiles; ++i) files.push_back(folder / (std::to_string(i) + ".csv"));
  return files;
}

const std::vector<std::string>& files(std::size_t bytes) {
  static std::map<std::size_t, std::vector<std::string>> made;
  std::vector<std::string>& of_size = made[bytes];
  if (of_size.empty()) of_size = make_files(bytes);
  return of_size;
}

/// Without the answer's code, which may be anybody's.
CsvReport read_one(const std::string& file) {
  CsvReport report;
  io::CSVReader<3, io::trim_chars<>, io::double_quote_escape<',', '"'>> reader(file);
  reader.read_header(io::ignore_no_column, "region", "product", "amount");
  const char* region = nullptr;
  const char* product = nullptr;
  const char* text = nullptr;
  while (reader.read_row(region, product, text)) {
    double amount = 0;
    const char* end = text + std::strlen(text);
    const auto [stopped, error] = std::from_chars(text, end, amount);
    if (error != std::errc() || stopped != end) {
      report.bad_rows.push_back({file, static_cast<int>(reader.get_file_line())});
      continue;
    }
    RegionTotal& total = report.totals[region];
    ++total.rows;
    total.amount += amount;
  }
  return report;
}

void add(CsvReport& sum, const CsvReport& report) {
  for (const auto& [region, total] : report.totals) {
    sum.totals[region].rows += total.rows;
    sum.totals[region].amount += total.amount;
  }
  sum.bad_rows.insert(sum.bad_rows.end(), report.bad_rows.begin(), report.bad_rows.end());
}

CsvReport one_after_the_other(const std::vector<std::string>& all) {
  CsvReport sum;
  for (const std::string& file : all) add(sum, read_one(file));
  return sum;
}

/// The report on one file, for another process.
void send(std::ostream& out, const CsvReport& report) {
  out << std::setprecision(17) << report.totals.size() << '\n';
  for (const auto& [region, total] : report.totals) {
    out << '"' << region << "\"\n" << total.rows << ' ' << total.amount << '\n';
  }
  out << report.bad_rows.size() << '\n';
  for (const BadRow& row : report.bad_rows) out << row.line << '\n';
}

CsvReport receive(std::istream& in, const std::string& file) {
  CsvReport report;
  std::size_t count = 0;
  in >> count;
  for (std::string region; count > 0; --count) {
    std::getline(in >> std::ws, region);
    RegionTotal& total = report.totals[region.substr(1, region.size() - 2)];
    in >> total.rows >> total.amount;
  }
  in >> count;
  report.bad_rows.assign(count, {file, 0});
  for (BadRow& row : report.bad_rows) in >> row.line;
  return report;
}

/// As a multiprocessing.Pool does it: each process takes the next file, and what it gave goes back
/// as text.
CsvReport on_processes(const std::vector<std::string>& all) {
  by_processes(all.size(), [&all](std::size_t i) {
    std::ofstream out(all[i] + ".report");
    send(out, read_one(all[i]));
  });
  CsvReport sum;
  for (const std::string& file : all) {
    std::ifstream in(file + ".report");
    add(sum, receive(in, file));
  }
  return sum;
}

/// A report that can be compared.
struct Result {
  CsvReport report;

  bool operator==(const Result& other) const {
    return report.totals == other.report.totals && report.bad_rows == other.report.bad_rows;
  }
};

const bool registered = [] {
  for (const std::size_t bytes : {kLargest / 25, kLargest / 5, kLargest}) {
    const Job<Result> job("csv", static_cast<std::int64_t>(bytes),
                          [bytes] { return Result{one_after_the_other(files(bytes))}; });
    for (const int threads : {1, 2, 3, 4, 8}) {
      job.add(
          "answer",
          [bytes, threads] {
            return Result{csv_pool(files(bytes), threads, [](const std::string&) {})};
          },
          threads);
    }
    job.add("processes", [bytes] { return Result{on_processes(files(bytes))}; });
  }
  return true;
}();

}  // namespace
