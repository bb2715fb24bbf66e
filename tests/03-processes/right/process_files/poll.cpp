// Right: one thread reads whichever pipe has something; lengths, and no character, end the names.
#include "process_files.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace {

// A row is "amount length name", one after the other, without anything in between.
void print_row(const Row& row) {
  std::printf("%lld %zu ", static_cast<long long>(row.amount), row.name.size());
  std::fwrite(row.name.data(), 1, row.name.size(), stdout);
}

std::vector<Row> parse_rows(const std::string& text) {
  std::vector<Row> rows;
  const char* at = text.c_str();
  while (at != text.c_str() + text.size()) {
    char* end = nullptr;
    Row row;
    row.amount = std::strtoll(at, &end, 10);
    const std::size_t length = std::strtoul(end, &end, 10);
    row.name.assign(end + 1, length);
    at = end + 1 + length;
    rows.push_back(row);
  }
  return rows;
}

bool read_row(std::FILE* file, int first, Row& row) {
  row = {};
  int next = first;
  if (next == '"') {
    for (next = std::fgetc(file); next != EOF && next != '\n'; next = std::fgetc(file)) {
      if (next == '"' && (next = std::fgetc(file)) != '"') break;
      row.name += static_cast<char>(next);
    }
  } else {
    for (; next != ',' && next != '\n' && next != EOF; next = std::fgetc(file)) {
      row.name += static_cast<char>(next);
    }
  }
  if (next != ',') return false;
  std::string amount;
  while ((next = std::fgetc(file)) != EOF && next != '\n') amount += static_cast<char>(next);
  if (!amount.empty() && amount.back() == '\r') amount.pop_back();
  if (amount.find_first_not_of("-0123456789") != std::string::npos) return false;
  char* end = nullptr;
  errno = 0;
  row.amount = std::strtoll(amount.c_str(), &end, 10);
  return errno == 0 && *end == '\0';
}

class Child {
 public:
  Child(std::vector<std::string> command, const std::string& file) : file_(file) {
    command.push_back(file);
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    const int failed = posix_spawnp(&process_, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
    if (failed != 0) {
      close(output_);
      throw std::system_error(failed, std::generic_category(), words[0]);
    }
  }
  Child(Child&& other) noexcept
      : file_(std::move(other.file_)),
        process_(std::exchange(other.process_, 0)),
        output_(std::exchange(other.output_, -1)),
        text_(std::move(other.text_)) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (output_ >= 0) close(output_);
    if (process_ == 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }

  int output() const { return output_; }

  void read_some() {
    std::array<char, 4096> block{};
    const ssize_t bytes = read(output_, block.data(), block.size());
    if (bytes > 0) text_.append(block.data(), static_cast<std::size_t>(bytes));
    if (bytes == 0) close(std::exchange(output_, -1));
  }

  FileResult finish() {
    int status = 0;
    waitpid(std::exchange(process_, 0), &status, 0);
    if (WIFSIGNALED(status)) return {{}, "signal " + std::to_string(WTERMSIG(status))};
    const int code = WEXITSTATUS(status);
    if (code == 0) return {parse_rows(text_), ""};
    return {{}, file_ + ": " + (text_.rfind("bad: ", 0) == 0 ? text_ : std::to_string(code))};
  }

 private:
  std::string file_;
  pid_t process_ = 0;
  int output_ = -1;
  std::string text_;
};

}  // namespace

int process_file(const std::string& file) {
  std::FILE* input = std::fopen(file.c_str(), "r");
  if (input == nullptr) {
    std::printf("bad: %s", file.c_str());
    return 1;
  }
  std::vector<Row> rows;
  int bad = 0;
  for (int next = 0; bad == 0 && (next = std::fgetc(input)) != EOF;) {
    rows.emplace_back();
    if (!read_row(input, next, rows.back())) bad = static_cast<int>(rows.size());
  }
  std::fclose(input);
  if (bad > 0) {
    std::printf("bad: line %d", bad);
    return 1;
  }
  for (const Row& row : rows) print_row(row);
  return 0;
}

std::vector<FileResult> process_files(const std::vector<std::string>& worker,
                                      const std::vector<std::string>& files) {
  std::vector<Child> children;
  for (const std::string& file : files) children.emplace_back(worker, file);
  while (true) {
    std::vector<pollfd> pipes;
    for (const Child& child : children) pipes.push_back({child.output(), POLLIN, 0});
    bool any_open = false;
    for (const pollfd& pipe : pipes) any_open = any_open || pipe.fd >= 0;
    if (!any_open) break;
    poll(pipes.data(), pipes.size(), -1);
    for (std::size_t i = 0; i < pipes.size(); ++i) {
      if (pipes[i].revents != 0) children[i].read_some();
    }
  }
  std::vector<FileResult> results;
  for (Child& child : children) results.push_back(child.finish());
  return results;
}
