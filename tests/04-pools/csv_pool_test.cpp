#include "csv_pool.hpp"

#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <latch>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "explorer/explore.hpp"
#include "support/call_log.hpp"
#include "support/expect.hpp"
#include "support/rendezvous.hpp"

namespace {

using interleave::CallLog;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::explore;

using Texts = std::vector<std::string>;

constexpr const char* kHeader = "region,product,amount\n";
constexpr const char* kReported = "It is reported and counts for nothing; the rows after it count.";
constexpr const char* kOthersCount = "It is reported; the others count.";

// csv.h takes 48 MB for each file, which costs a sanitizer a tenth of a second each time: once is
// enough.
constexpr interleave::ExploreOptions kAll{.native_runs = 1};
/// A pool has so many schedules that only one of a single thread can be explored in full.
constexpr interleave::ExploreOptions kSome{.schedules = 300, .native_runs = 1};

/// A folder with CSV files, gone at the end of the test. Made before the exploration begins: the
/// answer only reads.
class Folder {
 public:
  Folder() : top_((std::filesystem::temp_directory_path() / "csv_pool.XXXXXX").string()) {
    if (mkdtemp(top_.data()) == nullptr) throw std::runtime_error("cannot make " + top_);
    // csv.h keeps 255 characters of a file's name, and a report must name the whole of it.
    path_ = top_ + "/" + std::string(250, 'x') + "/";
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(top_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// The path of a file with that content.
  std::string add(const std::string& name, const std::string& content) const {
    std::ofstream(path_ + name, std::ios::binary) << content;
    return path_ + name;
  }

  std::string missing(const std::string& name) const { return path_ + name; }

  const std::string& path() const { return path_; }

  /// The report in words, one line for each thing that it says; files without the folder.
  Texts in_words(const CsvReport& report) const {
    Texts texts;
    for (const auto& [region, total] : report.totals) {
      std::array<char, 32> amount{};
      char* const end = std::to_chars(amount.begin(), amount.end(), total.amount).ptr;
      texts.push_back("region '" + region + "': " + std::to_string(total.rows) + " rows, " +
                      std::string(amount.begin(), end));
    }
    for (const BadRow& row : report.bad_rows) {
      texts.push_back("bad row: " + without_folder(row.file) + ", line " +
                      std::to_string(row.line));
    }
    for (const std::string& file : report.unread_files) {
      texts.push_back("unread: " + without_folder(file));
    }
    return texts;
  }

  /// What csv_pool reports on `files`. Nothing may leave it.
  Texts added_up(
      const std::vector<std::string>& files, int threads,
      const std::function<void(const std::string& file)>& on_begin = [](const std::string&) {
      }) const {
    try {
      return in_words(csv_pool(files, threads, on_begin));
    } catch (const std::exception& error) {
      interleave::fail(std::string("csv_pool threw: ") + error.what() +
                       ". The contract: bad rows and unread files are reported.");
    }
    return {};
  }

 private:
  std::string without_folder(const std::string& file) const {
    return file.rfind(path_, 0) == 0 ? file.substr(path_.size())
                                     : file + " (not as the caller named it)";
  }

  std::string top_;
  std::string path_;
};

/// Fails unless csv_pool refuses `threads`.
void expect_refused(const std::vector<std::string>& files, int threads) {
  const std::string call =
      "with " + std::to_string(threads) + " threads and " + std::to_string(files.size()) + " files";
  CallLog<int> begun;
  try {
    csv_pool(files, threads, [&](const std::string&) { begun.add(0); });
    interleave::fail(call +
                     ", csv_pool did not throw. The contract: std::invalid_argument if threads is "
                     "less than 1, with or without files.");
  } catch (const std::invalid_argument&) {
  } catch (...) {
    interleave::fail(call + ", csv_pool threw, but no std::invalid_argument.");
  }
  expect_equal(begun.size(), 0U, "the number of files that were begun " + call,
               "nothing is opened.");
}

TEST(CsvPool, AddsUpTheRowsOfEachRegionOverAllFiles) {
  const Folder folder;
  const std::vector files{
      folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1.5\nBusan,tea,2\nSeoul,rice,3\n"),
      folder.add("june.csv", std::string(kHeader) + "Seoul,tea,-0.5\nJeju,orange,1e3\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 2),
                     Texts{"region 'Busan': 1 rows, 2", "region 'Jeju': 1 rows, 1000",
                           "region 'Seoul': 3 rows, 4"},
                     "the report on two files");
      },
      kSome);
}

TEST(CsvPool, ReadsQuotesAndEmptyFields) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) +
                                                    "\"Seoul, East\",\"tea, \"\"green\"\"\",1.5\n"
                                                    ",tea,2\n"
                                                    "Busan,,3\n"
                                                    "\"Busan\",\"\",\"4\"\n"
                                                    "\"the \"\"Land\"\"\",tea,5\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 1),
                     Texts{"region '': 1 rows, 2", "region 'Busan': 2 rows, 7",
                           "region 'Seoul, East': 1 rows, 1.5", "region 'the \"Land\"': 1 rows, 5"},
                     "the report on a file with quotes and empty fields",
                     "A field may be empty, and may stand in double quotes.");
      },
      kAll);
}

TEST(CsvPool, ReadsBothKindsOfLineEndAndALastLineWithoutOne) {
  const Folder folder;
  const std::vector files{
      folder.add("may.csv", "region,product,amount\r\nSeoul,tea,1\r\nBusan,tea,2\r\n"),
      folder.add("june.csv", "region,product,amount\nSeoul,tea,3\nBusan,tea,4"),
      folder.add("july.csv", "region,product,amount\r\nSeoul,tea,5")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 2),
                     Texts{"region 'Busan': 2 rows, 6", "region 'Seoul': 3 rows, 9"},
                     "the report on files with CR LF, with LF, and without a last end of line",
                     "Lines end in LF or in CR LF; the last line needs neither.");
      },
      kSome);
}

TEST(CsvPool, ABadRowIsReportedAndTheRowsAfterItCount) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1\n"
                                                                       "Seoul,tea\n"
                                                                       "Seoul,tea,1,1\n"
                                                                       "Seoul,tea,1,\n"
                                                                       "Seoul,tea,much\n"
                                                                       "Seoul,tea,\n"
                                                                       "Seoul,\"tea,1\n"
                                                                       "\n"
                                                                       "Seoul,tea,2\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 1),
                     Texts{"region 'Seoul': 2 rows, 3", "bad row: may.csv, line 3",
                           "bad row: may.csv, line 4", "bad row: may.csv, line 5",
                           "bad row: may.csv, line 6", "bad row: may.csv, line 7",
                           "bad row: may.csv, line 8", "bad row: may.csv, line 9"},
                     "the report on a file with seven bad rows among two good ones", kReported);
      },
      kAll);
}

TEST(CsvPool, TheWholeAmountMustBeADecimalNumber) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "Seoul,tea,12x\n"
                                                                       "Seoul,tea,1.2.3\n"
                                                                       "Seoul,tea,0x1F\n"
                                                                       "Seoul,tea,+5\n"
                                                                       "Seoul,tea,inf\n"
                                                                       "Seoul,tea,nan\n"
                                                                       "Busan,tea,5\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 1),
                     Texts{"region 'Busan': 1 rows, 5", "bad row: may.csv, line 2",
                           "bad row: may.csv, line 3", "bad row: may.csv, line 4",
                           "bad row: may.csv, line 5", "bad row: may.csv, line 6",
                           "bad row: may.csv, line 7"},
                     "the report on a file with the amounts 12x, 1.2.3, 0x1F, +5, inf, nan and 5",
                     "A bad row has an amount that is not as a whole a decimal number.");
      },
      kAll);
}

TEST(CsvPool, BadRowsStandInTheOrderOfTheFiles) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "bad\nSeoul,tea,1\nbad\n"),
                          folder.add("june.csv", std::string(kHeader) + "bad\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 2),
                     Texts{"region 'Seoul': 1 rows, 1", "bad row: may.csv, line 2",
                           "bad row: may.csv, line 4", "bad row: june.csv, line 2"},
                     "the report on two files with bad rows",
                     "bad_rows stand in the order of the files, then of the lines.");
      },
      kSome);
}

TEST(CsvPool, FilesThatCannotBeReadAreReportedAndTheOthersCount) {
  const Folder folder;
  const std::vector files{folder.missing("missing.csv"), folder.add("empty.csv", ""),
                          folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1\n"),
                          folder.add("other.csv", "name,age\nKim,30\n"),
                          folder.add("notes.csv", "region,product,note,amount\nJeju,tea,new,2\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 2),
                     Texts{"region 'Seoul': 1 rows, 1", "unread: missing.csv", "unread: empty.csv",
                           "unread: other.csv", "unread: notes.csv"},
                     "the report on a file that is missing, an empty one, a good one, one with "
                     "another header and one with a column more",
                     kOthersCount);
      },
      kSome);
}

TEST(CsvPool, AFileOfNothingButItsHeaderIsFine) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", kHeader)};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 1), Texts{}, "the report on a file without rows");
      },
      kAll);
}

TEST(CsvPool, AmountsAreTheNearestDoubles) {
  const Folder folder;
  const std::vector files{folder.add(
      "may.csv", std::string(kHeader) + "Seoul,tea,0.3\nBusan,tea,1234567.891\nJeju,tea,1e-310\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 1),
                     Texts{"region 'Busan': 1 rows, 1234567.891", "region 'Jeju': 1 rows, 1e-310",
                           "region 'Seoul': 1 rows, 0.3"},
                     "the report on a file with the amounts 0.3, 1234567.891 and 1e-310",
                     "Amounts are added as doubles, each the double that is nearest to the text.");
      },
      kAll);
}

// As doubles, 1e16 + 1 is 1e16: in another order the sum is another.
TEST(CsvPool, WhatTheFilesGaveIsAddedInTheOrderOfTheFiles) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1e16\n"),
                          folder.add("june.csv", std::string(kHeader) + "Seoul,tea,1\n"),
                          folder.add("july.csv", std::string(kHeader) + "Seoul,tea,-1e16\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 2), Texts{"region 'Seoul': 3 rows, 0"},
                     "the report on three files with the amounts 1e16, 1 and -1e16",
                     "then what each file gave is added, in the order of files.");
      },
      kSome);
}

TEST(CsvPool, EachFileIsAddedUpByItself) {
  const Folder folder;
  const std::vector files{
      folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1e16\n"),
      folder.add("june.csv", std::string(kHeader) + "Seoul,tea,1\nSeoul,tea,1\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 2), Texts{"region 'Seoul': 3 rows, 10000000000000002"},
                     "the report on a file with 1e16 and a file with 1 and 1",
                     "amounts are added within a file; then what each file gave.");
      },
      kSome);
}

TEST(CsvPool, AFileMayBeNamedTwice) {
  const Folder folder;
  const std::string may = folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1\nbad\nbad\n");
  const std::string june = folder.add("june.csv", std::string(kHeader) + "bad\n");
  explore(
      [&] {
        expect_equal(folder.added_up({may, june, may}, 2),
                     Texts{"region 'Seoul': 2 rows, 2", "bad row: may.csv, line 3",
                           "bad row: may.csv, line 4", "bad row: june.csv, line 2",
                           "bad row: may.csv, line 3", "bad row: may.csv, line 4"},
                     "the report on a file that is named twice, with another one in between",
                     "A file may be named more than once; it then counts as often.");
      },
      kSome);
}

TEST(CsvPool, TellsWithWhichFilesItBegins) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1\n"),
                          folder.missing("missing.csv"), folder.add("july.csv", kHeader)};
  explore(
      [&] {
        CallLog<std::string> begun;
        folder.added_up(files, 2, [&](const std::string& file) { begun.add(file); });
        Texts names = begun.entries();
        std::sort(names.begin(), names.end());
        Texts expected = files;
        std::sort(expected.begin(), expected.end());
        expect_equal(names, expected, "the files that on_begin was called with, sorted",
                     "calls on_begin with the name of each file, once.");
      },
      kSome);
}

/// Which files of a folder have been opened.
class Openings {
 public:
  explicit Openings(const Folder& folder) : events_(inotify_init1(IN_NONBLOCK)) {
    if (inotify_add_watch(events_, folder.path().c_str(), IN_OPEN) < 0) {
      throw std::runtime_error("cannot watch " + folder.path());
    }
  }
  ~Openings() { close(events_); }
  Openings(const Openings&) = delete;
  Openings& operator=(const Openings&) = delete;

  /// The kernel has told of an opening before the opening returns.
  bool has(const std::string& file) {
    alignas(inotify_event) std::array<char, 4096> buffer{};
    while (true) {
      const ssize_t size = read(events_, buffer.data(), buffer.size());
      if (size <= 0) break;
      for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
        const auto* event = reinterpret_cast<const inotify_event*>(&buffer.at(at));
        if (event->len > 0) names_.insert(event->name);
        at += sizeof(inotify_event) + event->len;
      }
    }
    return names_.contains(std::filesystem::path(file).filename().string());
  }

 private:
  int events_;
  std::set<std::string> names_;
};

TEST(CsvPool, AFileIsOpenedWhenItHasBegun) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", kHeader), folder.add("june.csv", kHeader)};
  explore(
      [&] {
        Openings openings(folder);
        folder.added_up(files, 1, [&](const std::string& file) {
          expect_that(!openings.has(file),
                      "a file had been opened before on_begin was called with its name. The "
                      "contract: calls on_begin on the thread that then opens and reads it.");
        });
        expect_that(openings.has(files.back()), "a file was never opened.");
      },
      kSome);
}

TEST(CsvPool, ThereMayBeMoreThreadsThanFiles) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1\n")};
  explore(
      [&] {
        expect_equal(folder.added_up(files, 4), Texts{"region 'Seoul': 1 rows, 1"},
                     "the report on one file, with 4 threads");
      },
      kSome);
}

TEST(CsvPool, WithoutFilesThereIsNothingToReport) {
  const Folder folder;
  explore([&] { expect_equal(folder.added_up({}, 2), Texts{}, "the report on no files"); }, kSome);
}

TEST(CsvPool, RefusesToWorkWithNoThread) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", kHeader)};
  explore(
      [&] {
        expect_refused(files, 0);
        expect_refused(files, -1);
        expect_refused({}, 0);
      },
      kAll);
}

/// Five files with some hundred rows each, and what they add up to, serially. No more, because
/// csv.h takes 48 MB for each, and a thread has 256 MB in a schedule.
class ManyFiles {
 public:
  ManyFiles() {
    constexpr unsigned kSeed = 20'240'219;
    std::mt19937 random(kSeed);
    for (int file = 0; file < 5; ++file) add_file(file, random);
  }

  const std::vector<std::string>& files() const { return files_; }
  Texts expected() const { return folder_.in_words(report_); }
  Texts found(int threads) const { return folder_.added_up(files_, threads); }

 private:
  void add_file(int number, std::mt19937& random) {
    const std::array<std::string, 4> regions{"Seoul", "\"Busan, Port\"", "Jeju", ""};
    const std::array<std::string, 3> bad_rows{"Seoul,tea", "Jeju,\"tea,1", "Jeju,tea,1e"};
    const std::string name = "part" + std::to_string(number) + ".csv";
    if (number == 2) {
      files_.push_back(folder_.missing(name));
      report_.unread_files.push_back(files_.back());
      return;
    }
    const std::string end = number % 2 == 0 ? "\n" : "\r\n";
    std::string text = "region,product,amount" + end;
    const std::string path = folder_.missing(name);
    std::map<std::string, RegionTotal> totals;
    for (int line = 2; line < 100; ++line) {
      if (random() % 25 == 0) {
        text += bad_rows.at(random() % 3) + end;
        report_.bad_rows.push_back({path, line});
        continue;
      }
      const std::string& region = regions.at(random() % 4);
      // Cents of very different amounts: nearly every addition rounds.
      const double amount =
          std::uniform_real_distribution<double>(-1, 1)(random) * (random() % 2 == 0 ? 1e9 : 1e-3);
      std::array<char, 32> digits{};
      char* const stop = std::to_chars(digits.begin(), digits.end(), amount).ptr;
      text += region + ",tea," + std::string(digits.begin(), stop) + end;
      RegionTotal& total = totals[region == "\"Busan, Port\"" ? "Busan, Port" : region];
      ++total.rows;
      total.amount += amount;
    }
    for (const auto& [region, total] : totals) {
      report_.totals[region].rows += total.rows;
      report_.totals[region].amount += total.amount;
    }
    files_.push_back(folder_.add(name, text));
  }

  Folder folder_;
  std::vector<std::string> files_;
  CsvReport report_;
};

/// The first thing that two reports say differently, or empty. Whole reports are too long to read.
std::string first_difference(const Texts& expected, const Texts& found) {
  const auto [here, there] =
      std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  if (here == expected.end() && there == found.end()) return "";
  const auto in_words = [](const Texts& texts, Texts::const_iterator text) {
    constexpr std::size_t kMost = 100;
    return text == texts.end() ? "nothing more" : '"' + text->substr(0, kMost) + '"';
  };
  return "expected " + in_words(expected, here) + ", got " + in_words(found, there);
}

void expect_the_serial_result(const ManyFiles& many, int threads) {
  const std::string difference = first_difference(many.expected(), many.found(threads));
  expect_that(difference.empty(),
              "the report on 5 generated files, with " + std::to_string(threads) +
                  " threads: " + difference +
                  ". The contract: the same result for any number of threads, to the last bit.");
}

TEST(CsvPool, OneThreadGivesTheSerialResult) {
  const ManyFiles many;
  explore([&] { expect_the_serial_result(many, 1); }, {.schedules = 2, .native_runs = 1});
}

TEST(CsvPool, ThreeThreadsGiveTheSerialResult) {
  const ManyFiles many;
  // At random, so that a few schedules are enough to have the threads take turns.
  explore([&] { expect_the_serial_result(many, 3); },
          {.schedules = 5, .native_runs = 2, .strategy = interleave::Strategy::kRandom});
}

TEST(CsvPoolConcurrent, AsManyFilesAtOnceAsThereAreThreads) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", std::string(kHeader) + "Seoul,tea,1\n"),
                          folder.add("june.csv", std::string(kHeader) + "Seoul,tea,2\n"),
                          folder.add("july.csv", std::string(kHeader) + "Seoul,tea,3\n")};
  explore(
      [&] {
        interleave::Rendezvous meeting(3);
        csv_pool(files, 3, [&](const std::string&) { meeting.arrive_and_wait(); });
      },
      kSome);
}

TEST(CsvPoolConcurrent, NeverMoreFilesAtOnceThanThereAreThreads) {
  const Folder folder;
  const std::vector files{folder.add("may.csv", kHeader), folder.add("june.csv", kHeader),
                          folder.add("july.csv", kHeader)};
  explore(
      [&] {
        interleave::InsideMeter meter;
        csv_pool(files, 2, [&](const std::string&) {
          const auto inside = meter.enter();
          std::this_thread::sleep_for(std::chrono::milliseconds(1));
        });
        expect_that(meter.most() <= 2,
                    "too many at once: " + std::to_string(meter.most()) +
                        " calls of on_begin were under way at once, with 2 threads. The contract: "
                        "never more than threads files are at work at once.");
      },
      kSome);
}

TEST(CsvPoolConcurrent, AFileNeverWaitsForAnother) {
  const Folder folder;
  // So many that a share of them has more than one; missing, so that they take no memory.
  Texts files;
  for (int i = 0; i < 9; ++i) files.push_back(folder.missing(std::to_string(i) + ".csv"));
  explore(
      [&] {
        std::latch others(8);
        csv_pool(files, 2, [&](const std::string& file) {
          if (file == files.front()) {
            others.wait();
          } else {
            others.count_down();
          }
        });
      },
      kSome);
}

}  // namespace
