#include "sum_of_both.hpp"

#include <cstdlib>

int sum_of_both(int (*)(int index)) { std::abort(); }
