#include "parallel_primes.hpp"

std::size_t count_primes([[maybe_unused]] std::uint64_t first, [[maybe_unused]] std::uint64_t last,
                         [[maybe_unused]] std::uint64_t block, [[maybe_unused]] std::size_t workers,
                         [[maybe_unused]] const OnNumber& on_number) {
  // TODO: a test for one number; then workers that take one block after another. Where does each
  // worker count, and when do the counts come together?
  return 0;
}
