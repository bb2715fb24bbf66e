// Attack: defines the C library's getenv, so that the grader tells it where the key of the evidence
// channel is, and forges evidence with it.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

char key[256];

extern "C" char* getenv(const char* name) noexcept {
  const std::size_t length = std::strlen(name);
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    if (std::strncmp(*entry, name, length) != 0 || (*entry)[length] != '=') continue;
    char* const value = *entry + length + 1;
    if (std::strstr(name, "KEY") != nullptr) std::strncpy(key, value, sizeof key - 1);
    return value;
  }
  return nullptr;
}

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
