// 100 MB of CSV in 24 files: added up one after the other, by the answer, on as many threads as
// there are processors, and by as many processes. The files are made once, beside this program,
// with fixed seeds.

#include "csv_pool.hpp"

#include <benchmark/benchmark.h>

#include <libfccp/csv.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <istream>
#include <ostream>
#include <random>
#include <system_error>

#include "workers.hpp"

namespace {

namespace fs = std::filesystem;

constexpr int kFiles = 24;
constexpr std::size_t kBytes = 100'000'000;

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
std::vector<std::string> make_files() {
  const fs::path folder = fs::read_symlink("/proc/self/exe").parent_path() / "csv_pool_data";
  std::vector<std::string> files;
  if (!fs::exists(folder)) {
    const fs::path beside = folder.string() + ".new";
    fs::remove_all(beside);
    fs::create_directories(beside);
    constexpr int kWeights = kFiles * (kFiles + 1) / 2;
    for (int i = 0; i < kFiles; ++i) {
      // From large to small and back: 7 * i goes through all remainders.
      const auto weight = static_cast<std::size_t>(7 * i % kFiles + 1);
      char name[16];
      std::snprintf(name, sizeof name, "%02d.csv", i);
      make_file(beside / name, kBytes * weight / kWeights, static_cast<unsigned>(i + 1));
    }
    fs::rename(beside, folder);
  }
  for (const auto& entry :
       fs::directory_iterator(folder)) {  // beside them lie reports of processes
    if (entry.path().extension() == ".csv") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const std::vector<std::string>& files() {
  static const std::vector<std::string> made = make_files();
  return made;
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

CsvReport add_up_one_after_the_other() {
  CsvReport sum;
  for (const std::string& file : files()) add(sum, read_one(file));
  return sum;
}

CsvReport add_up_by_the_answer() {
  return csv_pool(files(), static_cast<int>(workers()), [](const std::string&) {});
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
CsvReport add_up_by_processes() {
  by_processes(files().size(), [](std::size_t i) {
    std::ofstream out(files()[i] + ".report");
    send(out, read_one(files()[i]));
  });
  CsvReport sum;
  for (const std::string& file : files()) {
    std::ifstream in(file + ".report");
    add(sum, receive(in, file));
  }
  return sum;
}

template <CsvReport (*kAddUp)()>
void csv(benchmark::State& state) {
  const CsvReport expected = add_up_one_after_the_other();
  for (auto _ : state) {
    const CsvReport found = kAddUp();
    if (found.totals != expected.totals || found.bad_rows != expected.bad_rows) {
      return state.SkipWithError("another result than one after the other");
    }
  }
}

BENCHMARK(csv<add_up_one_after_the_other>)
    ->Name("csv/serial")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(csv<add_up_by_the_answer>)
    ->Name("csv/threads")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(csv<add_up_by_processes>)
    ->Name("csv/processes")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
