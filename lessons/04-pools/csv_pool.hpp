#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

/// What the rows of one region add up to.
struct RegionTotal {
  std::int64_t rows = 0;
  double amount = 0;
  bool operator==(const RegionTotal&) const = default;
};

/// A row that could not be counted.
struct BadRow {
  std::string file;  // as the caller named it
  int line = 0;      // the first line of a file, its header, is line 1
  bool operator==(const BadRow&) const = default;
};

struct CsvReport {
  std::map<std::string, RegionTotal> totals;  // by region, over all files
  std::vector<BadRow> bad_rows;               // in the order of the files, then of the lines
  std::vector<std::string> unread_files;      // in the order of the files
};

/// Adds up many CSV files, up to `threads` of them at once, with the same result for any number of
/// threads, to the last bit.
///
/// A file: its first line is `region,product,amount`. Every other line is a row of three fields
/// with commas between. A field may be empty, and may stand in double quotes: commas then belong to
/// it, and "" stands for one quote. No field begins or ends with a space, or holds an end of line.
/// Lines end in LF or in CR LF; the last line needs neither. No line has 16 MiB or more.
/// A bad row has another number of fields, a quote that is not closed, or an amount that is not as
/// a whole a decimal number that std::from_chars reads (`12.5`, `-3`, `1e3`; but not `+5`, `0x1F`,
/// `inf` or `nan`). It is reported and counts for nothing; the rows after it count.
/// An unread file cannot be opened, or does not begin with that header; an empty file is one. It is
/// reported; the others count.
/// Totals: the rows of a region and their amounts. Amounts are added as doubles, each the double
/// that is nearest to the text: within a file in the order of its lines; then what each file gave,
/// in the order of `files`. Floating-point sums depend on that order.
///
/// Requires: no file changes meanwhile, and none has these columns in another order. `on_begin` may
/// be called from several threads at once, and does not throw. A file may be named more than once;
/// it then counts as often.
/// Guarantees: calls `on_begin` with the name of each file, once, on the thread that then opens and
/// reads it: a caller may show how far the work is. Never more than `threads` files are at work at
/// once, from the call of `on_begin` on, and so many can be. A file waits for a free thread, never
/// for another file. No thread that was started here is still running on return.
/// Errors: std::invalid_argument if `threads` is less than 1, with or without files; nothing is
/// opened.
/// Source: 004-a, Pool(3).map over CSV files. There one bad row, or one file that is missing, costs
/// the results of all.
///
/// Example:
///   csv_pool({"may.csv", "june.csv"}, 3, [](const std::string& file) { show(file); });
CsvReport csv_pool(const std::vector<std::string>& files, int threads,
                   const std::function<void(const std::string& file)>& on_begin);
