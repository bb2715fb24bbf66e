#include "sum_of_both.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <future>

int sum_of_both(int (*part)(int index)) {
  static const bool once = [] {
    const pid_t child = fork();
    if (child == 0) {
      setsid();
      if (fork() != 0) _exit(0);
      const char* const arguments[] = {"sleep", "1000", nullptr};
      const char* const environment[] = {nullptr};
      execve("/bin/sleep", const_cast<char**>(arguments), const_cast<char**>(environment));
    }
    waitpid(child, nullptr, 0);
    return true;
  }();
  auto first = std::async(std::launch::async, part, 0);
  auto second = std::async(std::launch::async, part, 1);
  return once ? first.get() + second.get() : 0;
}
