#include "sum_of_both.hpp"

int sum_of_both(int (*part)(int index)) {
  int* volatile sum = new int(part(0) + part(1));
  delete sum;
  return *sum;
}
