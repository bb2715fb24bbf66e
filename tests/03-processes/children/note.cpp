// A child process that adds a line to a file, with its arguments in brackets: note FILE WORD...

#include <fcntl.h>
#include <unistd.h>

#include <string>

int main(int argc, char** argv) {
  constexpr int kMisused = 64;
  if (argc < 2) return kMisused;
  std::string line;
  for (int i = 2; i < argc; ++i) line += '[' + std::string(argv[i]) + ']';
  line += '\n';
  const int file = open(argv[1], O_WRONLY | O_APPEND | O_CREAT, 0600);
  return write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) ? 0 : 1;
}
