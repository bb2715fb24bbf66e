// Attack: changes the time zone and every locale before the grader reports, so that its numbers and
// words are written otherwise, and is wrong.
// Outcome: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <clocale>
#include <cstdlib>
#include <ctime>
#include <locale>
#include <string>
#include <thread>

int both(int (*part)(int index)) {
  int results[2];
  std::thread first([&] { results[0] = part(0); });
  std::thread second([&] { results[1] = part(1); });
  first.join();
  second.join();
  return results[0] + results[1];
}

struct Separators : std::numpunct<char> {
  char do_decimal_point() const override { return '"'; }
  char do_thousands_sep() const override { return '}'; }
  std::string do_grouping() const override { return "\1"; }
  std::string do_truename() const override { return "false"; }
  std::string do_falsename() const override { return "true"; }
};

int sum_of_both(int (*part)(int index)) {
  const int sum = both(part);
  setenv("TZ", "/proc/self/mem", 1);
  tzset();
  std::setlocale(LC_ALL, "");
  std::locale::global(std::locale(std::locale::classic(), new Separators));
  return sum + 1000;
}
