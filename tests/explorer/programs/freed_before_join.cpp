// Freed before join: the thread outlives what it was given a pointer to.
#include "programs/program.hpp"

#include <memory>
#include <thread>

namespace {

using interleave::require;

template <bool kFixed>
void lend_value() {
  auto value = std::make_unique<int>(42);
  std::thread borrower(
      [pointer = value.get()] { require(*pointer == 42, "the value has changed"); });
  if constexpr (!kFixed) value.reset();
  borrower.join();
}

const interleave::Program program{
    "freed_before_join", {"use after free", "data race"}, lend_value<false>, lend_value<true>};

}  // namespace
