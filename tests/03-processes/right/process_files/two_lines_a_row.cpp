// Right: two lines for each row, and jthreads with a slot each; the child is read as a whole.
#include "process_files.hpp"

#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>

using interleave::ChildProcess;

namespace {

struct BadRow {
  int line = 0;
};

Row parse_row(std::string text, int line) {
  if (!text.empty() && text.back() == '\r') text.pop_back();
  std::istringstream input(text);
  Row row;
  if (input.peek() == '"') {
    input.get();
    for (char next = 0; input.get(next);) {
      if (next == '"' && input.peek() != '"') break;
      if (next == '"') input.get();
      row.name += next;
      if (input.peek() == EOF) throw BadRow{line};
    }
    if (input.get() != ',') throw BadRow{line};
  } else {
    std::getline(input, row.name, ',');
    if (input.eof()) throw BadRow{line};
  }
  std::string amount;
  std::getline(input, amount);
  if (amount.empty()) return row;
  if (amount.find_first_not_of("-0123456789") != std::string::npos) throw BadRow{line};
  std::size_t used = 0;
  try {
    row.amount = std::stoll(amount, &used);
  } catch (const std::logic_error&) {
    throw BadRow{line};
  }
  if (used != amount.size()) throw BadRow{line};
  return row;
}

FileResult result_of(const std::vector<std::string>& worker, const std::string& file) {
  std::vector<std::string> command = worker;
  command.push_back(file);
  ChildProcess child(command);
  std::string all;
  for (std::string part; !(part = child.read_some()).empty();) all += part;
  const interleave::ExitStatus status = child.wait();
  if (status.signalled) return {{}, "ended by signal " + std::to_string(status.code)};
  std::istringstream lines(all);
  FileResult result;
  for (std::string name, amount; std::getline(lines, name) && std::getline(lines, amount);) {
    if (name == "?" && amount[0] == '?') return {{}, amount};
    result.rows.push_back({name, std::stoll(amount)});
  }
  if (!status.succeeded()) return {{}, file + ": code " + std::to_string(status.code)};
  return result;
}

}  // namespace

int process_file(const std::string& file) {
  std::ifstream input(file);
  if (!input.is_open()) {
    std::cout << "?\n?no such file: " << file << std::endl;
    return 2;
  }
  std::ostringstream rows;
  try {
    int number = 0;
    for (std::string line; std::getline(input, line);) {
      const Row row = parse_row(line, ++number);
      rows << row.name << '\n' << row.amount << '\n';
    }
  } catch (const BadRow& bad) {
    std::cout << "?\n?bad row in line " << bad.line << " of " << file << std::endl;
    return 1;
  }
  std::cout << rows.str() << std::flush;
  return 0;
}

std::vector<FileResult> process_files(const std::vector<std::string>& worker,
                                      const std::vector<std::string>& files) {
  std::vector<FileResult> results(files.size());
  std::vector<std::exception_ptr> errors(files.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < files.size(); ++i) {
      threads.emplace_back([&, i] {
        try {
          results[i] = result_of(worker, files[i]);
        } catch (...) {
          errors[i] = std::current_exception();
        }
      });
    }
  }
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return results;
}
