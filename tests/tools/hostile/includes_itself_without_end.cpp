// Attack: includes itself twice at every depth that the preprocessor allows, which is more often
// than there is time.
// Outcome: build (compile limit, does not compile)
#if __INCLUDE_LEVEL__ < 60
#include __FILE__
#include __FILE__
#endif
#if __INCLUDE_LEVEL__ == 0
#include "sum_of_both.hpp"

int sum_of_both(int (*)(int index)) { return 0; }
#endif
