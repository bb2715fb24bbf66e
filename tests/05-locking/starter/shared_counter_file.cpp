#include "shared_counter_file.hpp"

#include <cstdint>
#include <fstream>

std::int64_t update_counter(const std::filesystem::path& file,
                            const std::function<std::int64_t(std::int64_t number)>& change) {
  // TODO: keep out the other threads and processes meanwhile, also when one of them is killed here,
  // and never let the file hold half a number.
  std::int64_t number = 0;
  std::ifstream(file) >> number;
  number = change(number);
  std::ofstream(file) << number << '\n';
  return number;
}
