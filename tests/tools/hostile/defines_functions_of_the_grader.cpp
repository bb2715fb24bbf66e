// Attack: defines an inline function of the grader's once more, as one that does nothing: the
// linker prefers it, because inline functions are weak symbols.
// Outcome: rules (forbidden construct), race-free (wrong result), concurrent (wrong result)
#include "sum_of_both.hpp"

#include <string>

namespace interleave {
void fail(const std::string& message, const char* file, int line);
void fail(const std::string&, const char*, int) {}
}  // namespace interleave

int sum_of_both(int (*)(int index)) { return 0; }
