// Wrong: looks for a field behind the second comma, and finds none if the comma is the last
// character.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "process_files.hpp"

#include <charconv>
#include <fstream>
#include <future>
#include <iostream>
#include <optional>
#include <sstream>
#include <string_view>

using interleave::ChildProcess;
using interleave::ExitStatus;

namespace {

// What the two halves say to each other: for each row its amount, a space and its name, and at the
// end, if need be, what is wrong. Behind each stands a character that is in no name; a comma, or a
// name of two words, would not do.
constexpr char kEnd = '\0';

/// Takes a name and its comma off the front of `line`.
std::optional<std::string> take_name(std::string_view& line) {
  std::string name;
  const bool quoted = line.starts_with('"');
  for (std::size_t at = quoted ? 1 : 0; at < line.size(); ++at) {
    if (line[at] == (quoted ? '"' : ',')) {
      const std::size_t comma = quoted ? at + 1 : at;
      if (line.substr(comma, 1) == ",") {
        line.remove_prefix(comma + 1);
        return name;
      }
      if (line.substr(++at, 1) != "\"") break;  // neither the end nor a quote written twice
    }
    name += line[at];
  }
  return std::nullopt;
}

std::optional<std::int64_t> parse_amount(std::string_view text) {
  std::int64_t amount = 0;
  if (text.empty()) return amount;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return amount;
}

int bad_row(int number) {
  std::cout << "line " << number << " is no row";
  return 1;
}

/// The child of one file: reads all that it prints, then asks how it has ended.
FileResult run_worker(const std::vector<std::string>& worker, const std::string& file) {
  std::vector<std::string> command = worker;
  command.push_back(file);
  ChildProcess child(command);
  FileResult result;
  std::string rest;  // of the last block: what has no end yet
  for (std::string block; !(block = child.read_some()).empty();) {
    rest += block;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = rest.find(kEnd, begin)) != std::string::npos;
         begin = end + 1) {
      const std::string row = rest.substr(begin, end - begin);
      const std::size_t space = row.find(' ');
      result.rows.push_back({row.substr(space + 1), std::stoll(row)});
    }
    // A block ends anywhere, also in the middle of a row: the rest waits for the next one.
    rest.erase(0, begin);
  }
  // Rows that were read prove nothing: only the exit status tells whether these are all.
  const ExitStatus status = child.wait();
  if (status.succeeded()) return result;
  if (status.signalled) return {{}, file + ": ended by signal " + std::to_string(status.code)};
  return {{}, file + ": " + (rest.empty() ? "exit code " + std::to_string(status.code) : rest)};
}

}  // namespace

int process_file(const std::string& file) {
  std::ifstream input(file);
  if (!input) {
    std::cout << "cannot be opened";
    return 1;
  }
  int number = 0;
  for (std::string text; std::getline(input, text);) {
    ++number;
    std::string_view line = text;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::optional<std::string> name = take_name(line);
    if (!name) return bad_row(number);
    std::istringstream fields{std::string(line)};
    std::string field;
    std::string more;
    std::getline(fields, field, ',');
    const std::optional<std::int64_t> amount = parse_amount(field);
    if (!amount || std::getline(fields, more, ',')) return bad_row(number);
    std::cout << *amount << ' ' << *name << kEnd;
  }
  return 0;
}

std::vector<FileResult> process_files(const std::vector<std::string>& worker,
                                      const std::vector<std::string>& files) {
  // A thread for each child, because the pipes are to be read at the same time.
  std::vector<std::future<FileResult>> children;
  for (const std::string& file : files) {
    children.push_back(std::async(std::launch::async, run_worker, std::cref(worker), file));
  }
  std::vector<FileResult> results;
  // If one throws, the destructors of the other futures wait for their children.
  for (std::future<FileResult>& child : children) results.push_back(child.get());
  return results;
}
