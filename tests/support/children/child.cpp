// A child process that does what its first argument says, for tests of code that starts processes.
//
//   print BYTES [FOLDER]  prints that many bytes, every 64th a new line; then waits as meet does
//   say WORD...         prints the words, a line each
//   copy                prints what it reads, until there is no more
//   exit CODE           ends with this exit code
//   signal NUMBER       ends by this signal
//   abort | crash       ends by abort(), or by reading through a null pointer
//   leak BYTES          ends well, and has not freed the memory
//   meet FOLDER [WORD]  waits in a ProcessRendezvous, then says the word
//   forever             never ends by itself
//   family              starts a child that never ends, says "ready", and never ends either; both
//                       hold the output
//   orphan              starts a child that never ends and holds the output, and ends well
//   ignore-term         says "ready", never ends by itself, and ignores SIGTERM

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr int kMisused = 64;

void print(const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t bytes = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (bytes <= 0) _exit(1);
    done += static_cast<std::size_t>(bytes);
  }
}

[[noreturn]] void wait_for_ever() {
  while (true) pause();
}

int print_bytes(std::int64_t count) {
  constexpr std::int64_t kLine = 64;
  std::string text;
  for (std::int64_t i = 1; i <= count; ++i) text += i % kLine == 0 ? '\n' : 'x';
  print(text);
  return 0;
}

int copy() {
  std::array<char, 4096> block{};
  while (true) {
    const ssize_t bytes = read(STDIN_FILENO, block.data(), block.size());
    if (bytes <= 0) return bytes == 0 ? 0 : 1;
    print(std::string(block.data(), static_cast<std::size_t>(bytes)));
  }
}

int meet(const std::string& folder, const std::string& word) {
  const int arrivals = open((folder + "/arrivals").c_str(), O_WRONLY);
  const int departures = open((folder + "/departures").c_str(), O_RDONLY);
  char sign = 'a';
  if (write(arrivals, &sign, 1) != 1 || read(departures, &sign, 1) != 1) return 1;
  if (!word.empty()) print(word + '\n');
  return 0;
}

int die_by(int signal) {
  std::signal(signal, SIG_DFL);
  raise(signal);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  words.resize(std::max<std::size_t>(words.size(), 3));
  const std::string& what = words[0];
  if (what == "print") {
    const int code = print_bytes(std::atol(words[1].c_str()));
    return words[2].empty() ? code : meet(words[2], "");
  }
  if (what == "say") {
    for (int i = 2; i < argc; ++i) print(std::string(argv[i]) + '\n');
    return 0;
  }
  if (what == "copy") return copy();
  if (what == "exit") return std::atoi(words[1].c_str());
  if (what == "signal") return die_by(std::atoi(words[1].c_str()));
  if (what == "abort") std::abort();
  if (what == "crash") return die_by(SIGSEGV);
  if (what == "leak") {
    auto* memory =
        static_cast<volatile char*>(std::malloc(std::strtoul(words[1].c_str(), nullptr, 10)));
    if (memory != nullptr) memory[0] = 1;
    return 0;
  }
  if (what == "meet") return meet(words[1], words[2]);
  if (what == "forever") wait_for_ever();
  if (what == "ignore-term") {
    std::signal(SIGTERM, SIG_IGN);
    print("ready\n");
    wait_for_ever();
  }
  if (what == "family" || what == "orphan") {
    if (fork() == 0) wait_for_ever();
    if (what == "orphan") return 0;
    print("ready\n");
    wait_for_ever();
  }
  return kMisused;
}
