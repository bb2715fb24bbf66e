#pragma once

#include <dlfcn.h>

#include <cstdint>

/// The function that a wrapper of the explorer stands in front of: INTERLEAVE_REAL(sem_post)(s).
#define INTERLEAVE_REAL(name)                              \
  (reinterpret_cast<decltype(&name)>(([]() -> void* {      \
    static void* found = nullptr;                          \
    if (found == nullptr) found = dlsym(RTLD_NEXT, #name); \
    return found;                                          \
  })()))

/// Where the body called the wrapper from.
#define INTERLEAVE_PC interleave::explorer::as_number(__builtin_return_address(0))

namespace interleave::explorer {
inline std::uintptr_t as_number(const volatile void* address) {
  return reinterpret_cast<std::uintptr_t>(address);
}
}  // namespace interleave::explorer
