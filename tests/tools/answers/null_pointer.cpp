#include "sum_of_both.hpp"

int sum_of_both(int (*part)(int index)) {
  int* volatile nowhere = nullptr;
  return part(0) + *nowhere;
}
