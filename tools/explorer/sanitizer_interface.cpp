// The part of the sanitizers' interface that a test framework may use with any of them.

#include <execinfo.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "explorer/symbols.hpp"

// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

namespace {
int report_fd = STDERR_FILENO;
}

void __sanitizer_set_report_fd(void* fd) {
  report_fd = static_cast<int>(reinterpret_cast<std::intptr_t>(fd));
}

void __sanitizer_set_death_callback(void (* /*callback*/)()) {}

void __sanitizer_print_stack_trace() {
  std::array<void*, 64> frames{};
  const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
  std::vector<std::uintptr_t> addresses;
  for (int i = 1; i < count; ++i) {
    addresses.push_back(reinterpret_cast<std::uintptr_t>(frames.at(static_cast<std::size_t>(i))));
  }
  const auto places = interleave::explorer::find_places(addresses);
  int number = 0;
  for (const std::uintptr_t address : addresses) {
    const auto found = places.find(address);
    if (found == places.end()) continue;
    for (const auto& place : found->second) {
      dprintf(report_fd, "    #%d 0x%lx in %s %s:%d\n", number++,
              static_cast<unsigned long>(address), place.function.c_str(), place.file.c_str(),
              place.line);
    }
  }
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
