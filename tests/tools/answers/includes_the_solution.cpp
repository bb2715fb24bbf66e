#include "../../solutions/01-fixture/sum_of_both.cpp"
