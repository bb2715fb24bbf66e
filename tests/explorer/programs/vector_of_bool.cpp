// Vector of bool: its elements are bits of one word, so each thread's own element is not its own.
#include "programs/program.hpp"

#include <vector>

namespace {

using interleave::require;
using interleave::run_together;

template <class Element>
void mark_own_element() {
  std::vector<Element> done(2);
  run_together([&] { done[0] = true; }, [&] { done[1] = true; });
  require(done[0] && done[1], "a mark was lost");
}

const interleave::Program program{
    "vector_of_bool", {"data race"}, mark_own_element<bool>, mark_own_element<char>};

}  // namespace
