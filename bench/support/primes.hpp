#pragma once

/// By trial division, as bench/peers/ways.py does it.
template <typename Integer>
bool is_prime(Integer number) {
  if (number < 2 || number % 2 == 0) return number == 2;
  for (Integer divisor = 3; divisor * divisor <= number; divisor += 2) {
    if (number % divisor == 0) return false;
  }
  return true;
}
