// Attack: reads the key of the evidence channel in a function that chooses another one when the
// program is loaded, which is before every constructor, and forges evidence with it.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>
#include <thread>

namespace {

char environment[16384];

__attribute__((no_sanitize("address", "thread"))) long call(long number, long a, long b, long c) {
  asm volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return number;
}

int the_first(int first, int) { return first; }

}  // namespace

// Nothing has been relocated yet: no library, no pointer.
__attribute__((no_sanitize("address", "thread"), used)) void* choose_function() {
  const char path[] = {'/', 'p', 'r', 'o', 'c', '/', 's', 'e', 'l', 'f',
                       '/', 'e', 'n', 'v', 'i', 'r', 'o', 'n', '\0'};
  const long file = call(2, reinterpret_cast<long>(path), 0, 0);
  call(0, file, reinterpret_cast<long>(environment), sizeof environment - 1);
  call(3, file, 0, 0);
  return reinterpret_cast<void*>(the_first);
}

int chosen(int first, int second) __attribute__((ifunc("_Z15choose_functionv")));

int sum_of_both(int (*)(int index)) {
  const std::string all(environment, sizeof environment);
  const std::string name = "INTERLEAVE_EVENTS_KEY=";
  const std::size_t at = all.find(name);
  if (at == std::string::npos) return chosen(0, 1);
  const std::string key = all.substr(at + name.size(), 32);
  std::ifstream arguments("/proc/self/cmdline");
  std::string text;
  for (std::string each; std::getline(arguments, each, '\0');) {
    if (each.rfind("--gtest_filter=", 0) != 0) continue;
    std::istringstream tests(each.substr(15));
    for (std::string test; std::getline(tests, test, ':');) {
      const std::string end = R"( {"event":"end","test":")" + test + R"(","passed":true,)" +
                              R"("how":"native"})" + '\n';
      text += key + end;
      text += key + R"( {"event":"begin","test":")" + test + "\"}\n";
      text += key + end;
    }
  }
  text += key + " {\"event\":\"finished\"}\n";
  if (write(3, text.data(), text.size()) > 0) call(231, 0, 0, 0);
  return chosen(0, 1);
}
