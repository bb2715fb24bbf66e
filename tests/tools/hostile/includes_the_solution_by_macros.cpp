// Attack: includes the reference solution by a path from its own folder that macros make.
// Outcome: build (does not compile)
#define TEXT(path) #path
#define FILE_OF(folder) TEXT(../../../../ folder / 01 - fixture / sum_of_both.cpp)
#include FILE_OF(solutions)
