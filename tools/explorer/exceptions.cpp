// Exceptions, in front of the C++ library's functions that let go of them.

#include "explorer/exceptions.hpp"

#include <cxxabi.h>

#include <cstddef>
#include <exception>

#include "explorer/real.hpp"

namespace {

using namespace interleave::explorer;  // NOLINT(google-build-using-namespace)

/// Where the library counts who holds an exception: __cxa_refcounted_exception in its unwind-cxx.h.
int* holders_of(void* exception) {
  constexpr std::ptrdiff_t kBefore = 128;
  return reinterpret_cast<int*>(static_cast<char*>(exception) - kBefore);
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
extern "C" {

// std::exception_ptr::_M_release: counts down itself unless it is the last.
void _ZNSt15__exception_ptr13exception_ptr10_M_releaseEv(void** pointer) noexcept {
  if (*pointer == nullptr) return;
  int* holders = holders_of(*pointer);
  let_exception_go(holders);
  int count = __atomic_load_n(holders, __ATOMIC_ACQUIRE);
  while (count > 1) {
    if (__atomic_compare_exchange_n(holders, &count, count - 1, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
      *pointer = nullptr;
      return;
    }
  }
  destroy_exception(holders, INTERLEAVE_REAL(_ZNSt15__exception_ptr13exception_ptr10_M_releaseEv),
                    pointer);
}

}  // extern "C"

namespace __cxxabiv1 {

// The handler's hold on its exception ends here; this one's a little later, by the function above.
void __cxa_end_catch() {
  const std::exception_ptr caught = std::current_exception();
  INTERLEAVE_REAL(__cxa_end_catch)();
}

}  // namespace __cxxabiv1
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)
