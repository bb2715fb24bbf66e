// A child process that has accidents at first: falters FILE TIMES SIGNAL PROGRAM WORD...
//
// Counts in FILE how often it has been started, and says which start it is. The first TIMES of
// these it is ended by SIGNAL; later it goes on as PROGRAM, with these words.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

int main(int argc, char** argv) {
  constexpr int kMisused = 64;
  if (argc < 5) return kMisused;
  const int file = open(argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  struct stat status {};
  if (write(file, ".", 1) != 1 || fstat(file, &status) != 0) return kMisused;
  const std::string text = "start " + std::to_string(status.st_size) + '\n';
  if (write(STDOUT_FILENO, text.data(), text.size()) < 0) return kMisused;
  if (status.st_size <= std::atoi(argv[2])) {
    const int signal = std::atoi(argv[3]);
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
  execv(argv[4], argv + 4);
  return kMisused;
}
