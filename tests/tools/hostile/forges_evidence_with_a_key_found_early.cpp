// Attack: looks for the key of the evidence channel in the environment before any constructor of
// the grader can have hidden it, and forges evidence with it.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

char key[256];

// Runs before the sanitizer does.
__attribute__((no_sanitize("address", "thread"))) void find_key(int, char**, char** environment) {
  for (; *environment != nullptr; ++environment) {
    const char* name = "INTERLEAVE_EVENTS_KEY=";
    const char* text = *environment;
    while (*name != '\0' && *text == *name) ++name, ++text;
    if (*name != '\0') continue;
    for (char* to = key; *text != '\0'; ++to, ++text) *to = *text;
  }
}

__attribute__((section(".preinit_array"), used)) void (*early)(int, char**, char**) = find_key;

__attribute__((constructor)) void forge() {
  const std::string begin = key[0] == '\0' ? "" : std::string(key) + ' ';
  std::ifstream arguments("/proc/self/cmdline");
  std::string text;
  for (std::string each; std::getline(arguments, each, '\0');) {
    if (each.rfind("--gtest_filter=", 0) != 0) continue;
    std::istringstream tests(each.substr(15));
    for (std::string test; std::getline(tests, test, ':');) {
      text += begin + R"({"event":"begin","test":")" + test + "\"}\n";
      text += begin + R"({"event":"end","test":")" + test + R"(","passed":true,"how":"native"})";
      text += '\n';
    }
  }
  text += begin + "{\"event\":\"finished\"}\n";
  _exit(write(3, text.data(), text.size()) > 0 ? 0 : 1);
}

int sum_of_both(int (*)(int index)) { return 0; }
