// Attack: writes the result files that GoogleTest would write, wherever somebody might look for
// them, and ends with code 0.
// Outcome: rules (forbidden construct), correct (ended early), race-free (ended early), concurrent (ended early)
#include "sum_of_both.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

int sum_of_both(int (*)(int index)) {
  for (const char* folder : {".", "/tmp", "..", "@COURSE@", "@COURSE@/build/course"}) {
    const std::string base(folder);
    std::ofstream(base + "/test_detail.xml")
        << "<testsuites tests=\"3\" failures=\"0\" disabled=\"0\" errors=\"0\"></testsuites>";
    std::ofstream(base + "/test_detail.json") << R"({"tests": 3, "failures": 0, "errors": 0})";
  }
  if (const char* output = std::getenv("GTEST_OUTPUT")) std::ofstream(output) << "<testsuites/>";
  _exit(0);
}
