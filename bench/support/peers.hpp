#pragma once

// Which peers are installed: bench/CMakeLists.txt defines INTERLEAVE_HAS_TBB and
// INTERLEAVE_HAS_OPENMP. std::execution::par needs oneTBB, too.

#include <string>

#include "ways.hpp"

template <typename Result>
void add_missing_peers([[maybe_unused]] const Job<Result>& job) {
#ifndef INTERLEAVE_HAS_TBB
  job.add_missing("std::execution::par", "libtbb-dev");
  job.add_missing("oneTBB", "libtbb-dev");
#endif
#ifndef INTERLEAVE_HAS_OPENMP
  job.add_missing("OpenMP", "libgomp1");
#endif
}
