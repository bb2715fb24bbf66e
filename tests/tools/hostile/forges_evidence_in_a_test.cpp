// Attack: says on the evidence channel, from inside of a test, that this one and all others have
// passed, and ends with code 0. Under the explorer it waits for a test outside of a schedule.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

int sum_of_both(int (*part)(int index)) {
  std::array<char, 64> output{};
  const ssize_t length = readlink("/proc/self/fd/1", output.data(), output.size());
  if (length > 0 && std::string_view(output.data()) == "/dev/null") return both(part);
  std::ifstream arguments("/proc/self/cmdline");
  std::string text;
  for (std::string each; std::getline(arguments, each, '\0');) {
    if (each.rfind("--gtest_filter=", 0) != 0) continue;
    std::istringstream tests(each.substr(15));
    for (std::string test; std::getline(tests, test, ':');) {
      text += R"({"event":"end","test":")" + test + R"(","passed":true,"how":"native"})" + '\n';
      text += R"({"event":"begin","test":")" + test + "\"}\n";
      text += R"({"event":"end","test":")" + test + R"(","passed":true,"how":"native"})" + '\n';
    }
  }
  text += "{\"event\":\"finished\"}\n";
  _exit(write(3, text.data(), text.size()) > 0 ? 0 : 1);
}
