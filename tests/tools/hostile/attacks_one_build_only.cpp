// Attack: is innocent where it is compiled for the address sanitizer, which is what its symbols are
// looked for in, and defines functions of the C library where it is compiled for the others.
// Outcome: rules (forbidden construct)
#include "sum_of_both.hpp"

#ifdef __SANITIZE_THREAD__

#include <unistd.h>

#include <string>
#include <string_view>

long call(long number, long a, long b, long c) {
  asm volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
  return number;
}

extern "C" ssize_t write(int descriptor, const void* data, std::size_t size) {
  std::string text(static_cast<const char*>(data), size);
  const auto says = [&](std::string_view what) { return text.find(what) != std::string::npos; };
  if (says("\"event\":\"failure\"") || says("\"event\":\"explored\"")) {
    return static_cast<ssize_t>(size);
  }
  if (const std::size_t at = text.find("\"passed\":false"); at != std::string::npos) {
    text.replace(at, 14, "\"passed\":true ");
  }
  const long written =
      call(1, descriptor, reinterpret_cast<long>(text.data()), static_cast<long>(text.size()));
  if (says("\"event\":\"finished\"")) call(231, 0, 0, 0);
  return written;
}

int sum_of_both(int (*)(int index)) { return 0; }

#else

int sum_of_both(int (*part)(int index)) { return part(0) + part(1); }

#endif
