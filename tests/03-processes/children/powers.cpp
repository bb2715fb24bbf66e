// A child process that prints powers: powers square|cube [OPTION...] FIRST LAST
//
//   meet FOLDER    waits in a ProcessRendezvous when it has printed all, then prints one line more
//   in-steps       prints line after line, each when the one before has been read
//   unfinished     does not end its last line
//   code CODE      ends with this exit code
//   signal NUMBER  ends by this signal

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr int kMisused = 64;
constexpr std::size_t kPage = 4096;

void print(const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t bytes = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (bytes <= 0) _exit(1);
    done += static_cast<std::size_t>(bytes);
  }
}

void meet(const std::string& folder) {
  const int arrivals = open((folder + "/arrivals").c_str(), O_WRONLY);
  const int departures = open((folder + "/departures").c_str(), O_RDONLY);
  char sign = 'a';
  if (write(arrivals, &sign, 1) != 1 || read(departures, &sign, 1) != 1) _exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 3) return kMisused;
  const bool is_square = words.front() == "square";
  const std::int64_t first = std::atoi(words[words.size() - 2].c_str());
  const std::int64_t last = std::atoi(words.back().c_str());
  std::string folder;
  bool in_steps = false;
  bool unfinished = false;
  int code = 0;
  int signal = 0;
  for (std::size_t i = 1; i + 2 < words.size(); ++i) {
    if (words[i] == "meet") folder = words[++i];
    if (words[i] == "in-steps") in_steps = true;
    if (words[i] == "unfinished") unfinished = true;
    if (words[i] == "code") code = std::atoi(words[++i].c_str());
    if (words[i] == "signal") signal = std::atoi(words[++i].c_str());
  }

  std::string text;
  // A pipe of one page, which each step fills: there is room for the next when it has been read.
  if (in_steps) fcntl(STDOUT_FILENO, F_SETPIPE_SZ, kPage);
  for (std::int64_t number = first; number <= last; ++number) {
    text += (is_square ? "Square of " : "Cube of ") + std::to_string(number) + ": " +
            std::to_string(is_square ? number * number : number * number * number);
    if (number < last || !unfinished) text += '\n';
    if (!in_steps) continue;
    text.insert(0, kPage - text.size(), '.');
    print(text);
    text.clear();
  }
  print(text);
  if (!folder.empty()) {
    meet(folder);
    print("met\n");
  }
  if (signal != 0) {
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
  return code;
}
