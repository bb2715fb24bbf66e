// Wrong: returns no scenario at all.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (wrong result)
#include "break_it.hpp"

std::vector<Scenario> scenarios() { return {}; }
