// The server of pages.hpp alone, for the peers in Python: prints its address, and ends with its
// standard input.

#include <iostream>
#include <istream>

#include "pages.hpp"

int main() {
  const interleave::HttpServer server(kMostAtOnce);
  std::cout << server.url("") << std::endl;
  while (std::cin.get() != std::istream::traits_type::eof()) {
  }
}
