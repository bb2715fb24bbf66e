#include "process_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <limits>
#include <string>
#include <system_error>
#include <vector>

#include "support/child_programs.hpp"
#include "support/expect.hpp"
#include "support/temporary_folder.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest looks for this name
static void PrintTo(const Row& row, std::ostream* out) {
  *out << "{\"" << row.name << "\", " << row.amount << '}';
}

namespace {

using interleave::child_command;
using interleave::expect_equal;
using interleave::expect_that;
using interleave::fail;
using interleave::ProcessRendezvous;
using interleave::TemporaryFolder;

using Rows = std::vector<Row>;

/// Calls process_file with the last word. What is to happen then stands before it, and is done by
/// `child`, which the process turns into: nothing, "meet" and a folder, "signal" or "exit" and a
/// number.
int process_and_then(const std::vector<std::string>& words) {
  const int code = process_file(words.back());
  if (code != 0 || words.size() == 1) return code;
  std::cout.flush();
  std::fflush(nullptr);
  std::vector<std::string> then = child_command({words.begin(), words.end() - 1});
  std::vector<char*> arguments;
  for (std::string& word : then) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  throw std::system_error(errno, std::generic_category(), "child");
}

const interleave::ChildEntry process_file_entry("process_file", process_and_then);

/// Fails the test unless there is a result for each file, and returns as many.
std::vector<FileResult> process(const std::vector<std::string>& files,
                                const std::vector<std::string>& what_then = {}) {
  std::vector<FileResult> results = process_files(process_file_entry.command(what_then), files);
  expect_equal(results.size(), files.size(), "the number of results",
               "returns what they have found, in the order of the files.");
  results.resize(files.size());
  return results;
}

/// Fails unless the file was good and held these rows.
void expect_rows(const FileResult& result, const Rows& expected, const std::string& what) {
  expect_equal(result.error, std::string(), "the error of " + what);
  if (result.rows == expected) return;
  constexpr std::size_t kShown = 12;
  std::string message = "the rows of " + what + ": ";
  if (expected.size() <= kShown && result.rows.size() <= kShown) {
    message += "expected " + testing::PrintToString(expected) + ", got " +
               testing::PrintToString(result.rows);
  } else {
    std::size_t at = 0;
    while (at < expected.size() && at < result.rows.size() && expected[at] == result.rows[at]) ++at;
    const auto shown = [at](const Rows& rows) {
      return at < rows.size() ? testing::PrintToString(rows[at]) : "no more";
    };
    message += "expected " + std::to_string(expected.size()) + ", got " +
               std::to_string(result.rows.size()) + "; row " + std::to_string(at + 1) +
               " should be " + shown(expected) + ", is " + shown(result.rows);
  }
  fail(message + ". The contract: all rows in the order of the file.");
}

/// Fails unless there are no rows, and an error that holds `words`, as words.
void expect_error(const FileResult& result, const std::string& words, const std::string& what) {
  expect_equal(result.rows, Rows{}, "the rows of " + what, "none if there is an error.");
  const std::size_t at = result.error.find(words);
  const std::size_t behind = at + words.size();
  const bool whole = at != std::string::npos &&
                     (behind == result.error.size() || std::isdigit(result.error[behind]) == 0);
  expect_that(whole, "the error of " + what + ": expected one that says \"" + words + "\", got \"" +
                         result.error + "\".");
}

/// A file with some 400 KB of rows that differ in length, and these rows.
struct LongFile {
  std::string text;
  Rows rows;

  explicit LongFile(const std::string& prefix) {
    constexpr int kRows = 16'000;
    for (std::int64_t i = 0; i < kRows; ++i) {
      const std::string name =
          prefix + std::string(static_cast<std::size_t>(i) % 17, '*') + std::to_string(i);
      rows.push_back({name, i * i});
      text += name + ',' + std::to_string(i * i) + '\n';
    }
  }
};

TEST(ProcessFiles, ReturnsTheRowsOfEachFileInTheOrderOfTheFiles) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results =
      process({folder.write("a.csv", "apple,3\npear,-4\n"), folder.write("b.csv", "plum,5\n"),
               folder.write("c.csv", "fig,6\nfig,6\n")});
  expect_rows(results[0], {{"apple", 3}, {"pear", -4}}, "a.csv (apple,3 and pear,-4)");
  expect_rows(results[1], {{"plum", 5}}, "b.csv (plum,5)");
  expect_rows(results[2], {{"fig", 6}, {"fig", 6}}, "c.csv (fig,6 twice)");
}

TEST(ProcessFiles, WithoutFilesNothingHappens) {
  expect_equal(process({}).size(), 0U, "the number of results for no files");
}

TEST(ProcessFiles, AnEmptyFileHasNoRows) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results =
      process({folder.write("empty.csv", ""), folder.write("a.csv", "apple,3\n")});
  expect_rows(results[0], {}, "an empty file");
  expect_rows(results[1], {{"apple", 3}}, "the file behind it");
}

TEST(ProcessFiles, TheLastRowMayEndWithTheFile) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results = process({folder.write("a.csv", "apple,3\npear,4")});
  expect_rows(results[0], {{"apple", 3}, {"pear", 4}}, "a file without an end of line at its end");
}

TEST(ProcessFiles, RowsMayEndWithCarriageReturnAndNewline) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results =
      process({folder.write("a.csv", "apple,3\r\npear,\r\n\"plum\",5\r\n")});
  expect_rows(results[0], {{"apple", 3}, {"pear", 0}, {"plum", 5}},
              "a file whose rows end in \\r\\n");
}

TEST(ProcessFiles, NamesAndAmountsMayBeEmpty) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results =
      process({folder.write("a.csv", ",7\nempty,\n,\n\"\",8\n")});
  expect_rows(results[0], {{"", 7}, {"empty", 0}, {"", 0}, {"", 8}},
              "a file with empty names and amounts");
}

TEST(ProcessFiles, ANameInQuotesMayHoldCommasAndQuotes) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results = process({folder.write(
      "a.csv", "\"Smith, John\",1\n\"the \"\"big\"\" one\",2\n\",\",3\n\"\"\"\",4\n\"a, 5\",6\n")});
  expect_rows(results[0],
              {{"Smith, John", 1}, {"the \"big\" one", 2}, {",", 3}, {"\"", 4}, {"a, 5", 6}},
              "a file with names in quotes");
}

TEST(ProcessFiles, KeepsSpacesQuotesInsideOfNamesAndLargeAmounts) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results = process({folder.write(
      "a.csv",
      " two  words ,9223372036854775807\n12 34,-9223372036854775808\n\ttab\t,0\n5\" disc,1\n")});
  expect_rows(results[0],
              {{" two  words ", std::numeric_limits<std::int64_t>::max()},
               {"12 34", std::numeric_limits<std::int64_t>::min()},
               {"\ttab\t", 0},
               {"5\" disc", 1}},
              "a file with spaces, and a quote inside of a name");
}

TEST(ProcessFiles, ANameMayHoldEveryCharacterThatEndsNoLine) {
  std::string text;
  Rows rows;
  for (int next = 1; next < 256; ++next) {
    const char character = static_cast<char>(next);
    if (character == '\n' || character == '\r') continue;
    const std::string quoted(character == '"' ? 2 : 1, character);
    text += "\"1" + quoted + "2\",3\n";
    rows.push_back({std::string("1") + character + "2", 3});
  }
  const TemporaryFolder folder;
  expect_rows(process({folder.write("a.csv", text)})[0], rows,
              "a file with a name for each character that a name may hold");
}

TEST(ProcessFiles, ABadRowIsToldByTheNumberOfItsLine) {
  const TemporaryFolder folder;
  const auto expect_bad = [&](const std::string& text, const std::string& line,
                              const std::string& what) {
    const std::vector<FileResult> results = process({folder.write("bad.csv", text)});
    expect_error(results[0], line, "a file with " + what);
  };
  expect_bad("apple,3\npear,4\nplum\nfig,5\n", "line 3", "no comma in its third line");
  expect_bad("apple,three\n", "line 1", "the amount \"three\" in its first line");
  expect_bad("apple,3\npear,4x\n", "line 2", "the amount \"4x\" in its second line");
  expect_bad("apple,3,4\n", "line 1", "two commas in its first line");
  expect_bad("apple,3,\n", "line 1", "a comma behind the amount in its first line");
  expect_bad("apple,3\n\npear,4\n", "line 2", "an empty line, its second one");
  expect_bad("apple,3\n\n", "line 2", "an empty line, its second and last one");
  expect_bad("\"apple,3\n", "line 1", "a quote that does not end in its first line");
  expect_bad("\"apple\"s,3\n", "line 1", "a letter behind the closing quote in its first line");
  expect_bad("\"apple\"\n", "line 1", "no comma behind the closing quote in its first line");
  expect_bad("apple,9223372036854775808\n", "line 1", "an amount that does not fit the type");
  expect_bad("apple, 3\n", "line 1", "a space before the amount in its first line");
  expect_bad("apple,+3\n", "line 1", "a plus sign before the amount in its first line");
  std::string many;
  for (int row = 0; row < 255; ++row) many += "apple,3\n";
  expect_bad(many + "pear\n", "line 256", "no comma in line 256");
}

TEST(ProcessFiles, ABadFileHarmsNoOther) {
  const TemporaryFolder folder;
  const std::vector<FileResult> results =
      process({folder.write("a.csv", "apple,3\n"), folder.write("bad.csv", "pear,4\nno row\n"),
               folder / "not_there.csv", folder.write("d.csv", "fig,6\n")});
  expect_rows(results[0], {{"apple", 3}}, "the good file before the bad ones");
  expect_error(results[1], "line 2", "a file with a bad row in its second line");
  expect_error(results[2], folder / "not_there.csv", "a file that does not exist");
  expect_rows(results[3], {{"fig", 6}}, "the good file behind the bad ones");
}

TEST(ProcessFiles, KeepsEveryRowOfALongFile) {
  const TemporaryFolder folder;
  const LongFile a("a");
  const LongFile b("b, \"quoted\"");
  std::string quoted;
  for (const Row& row : b.rows) {
    std::string name = row.name;
    for (std::size_t at = 0; (at = name.find('"', at)) != std::string::npos; at += 2) {
      name.insert(at, 1, '"');
    }
    quoted += '"' + name + "\"," + std::to_string(row.amount) + '\n';
  }
  const std::vector<FileResult> results =
      process({folder.write("a.csv", a.text), folder.write("b.csv", quoted)});
  expect_rows(results[0], a.rows, "a long file");
  expect_rows(results[1], b.rows, "a long file with names in quotes");
}

TEST(ProcessFiles, AChildThatDiesHasNoRows) {
  const TemporaryFolder folder;
  const LongFile file("a");
  const std::string path = folder.write("a.csv", file.text);
  const std::vector<FileResult> killed = process({path}, {"signal", "9"});
  expect_error(killed[0], "signal 9",
               "a file whose child was ended by signal 9 when it had printed");
  const std::vector<FileResult> failed = process({path}, {"exit", "9"});
  expect_equal(failed[0].rows, Rows{},
               "the rows of a file whose child ended with exit code 9 when it had printed",
               "a child that ended with an exit code other than 0 has no rows.");
  expect_that(
      !failed[0].error.empty() && failed[0].error.find("signal") == std::string::npos,
      "the error of a file whose child ended with exit code 9: expected one, and no signal, "
      "got \"" +
          failed[0].error + "\".");
}

TEST(ProcessFiles, ThrowsWhyAChildCannotBeStarted) {
  const TemporaryFolder folder;
  const std::string a = folder.write("a.csv", "apple,3\n");
  try {
    process_files({"/no/such/worker"}, {a, a});
    fail("nothing was thrown for a worker that does not exist.");
  } catch (const std::system_error& error) {
    expect_that(
        error.code() == std::errc::no_such_file_or_directory,
        std::string("for a worker that does not exist, expected ENOENT, got ") + error.what());
  }
  // Linux passes no argument of more than 128 KiB.
  try {
    process({a, std::string(200'000, 'x')});
    fail("nothing was thrown for a path that is too long for a command, behind a good file.");
  } catch (const std::system_error& error) {
    expect_that(error.code() == std::errc::argument_list_too_long,
                std::string("for a path that is too long for a command, expected E2BIG, got ") +
                    error.what());
  }
  expect_equal(process_files({"/no/such/worker"}, {}).size(), 0U,
               "the number of results for no files");
}

TEST(ProcessFilesConcurrent, AllChildrenAreUnderWayAtOnce) {
  const TemporaryFolder folder;
  const std::string file = folder.write("a.csv", "apple,3\n");
  ProcessRendezvous meeting(3);
  for (const FileResult& result : process({file, file, file}, {"meet", meeting.folder()})) {
    expect_rows(result, {{"apple", 3}}, "a file whose child met those of the others");
  }
}

TEST(ProcessFilesConcurrent, NoChildWaitsUntilAnotherHasBeenRead) {
  const TemporaryFolder folder;
  const LongFile file("a");
  const std::string path = folder.write("a.csv", file.text);
  ProcessRendezvous meeting(3);
  for (const FileResult& result : process({path, path, path}, {"meet", meeting.folder()})) {
    expect_rows(result, file.rows, "a long file whose child met those of the others");
  }
}

}  // namespace
