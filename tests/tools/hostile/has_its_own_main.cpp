// Attack: brings a main function that ends with code 0.
// Outcome: build (does not compile)
#include "sum_of_both.hpp"

int main() { return 0; }

int sum_of_both(int (*)(int index)) { return 0; }
