// Right: hands out the parts that are one larger, and then the others; reserves the list at once.
#include "make_chunks.hpp"

#include <algorithm>
#include <stdexcept>

namespace {

std::size_t append(std::vector<Chunk>& chunks, std::size_t first, std::size_t count,
                   std::size_t size) {
  for (; count > 0; --count, first += size) chunks.push_back({first, first + size});
  return first;
}

void check(std::size_t first, std::size_t last, std::size_t divisor) {
  if (first > last) throw std::invalid_argument("the range ends before it begins");
  if (divisor == 0) throw std::invalid_argument("cannot divide by 0");
}

}  // namespace

std::vector<Chunk> make_chunks(std::size_t first, std::size_t last, std::size_t size) {
  check(first, last, size);
  std::vector<Chunk> chunks;
  first = append(chunks, first, (last - first) / size, size);
  if (first != last) chunks.push_back({first, last});
  return chunks;
}

std::vector<Chunk> share_out(std::size_t first, std::size_t last, std::size_t parts) {
  check(first, last, parts);
  const std::size_t count = last - first;
  parts = std::min(parts, count);
  std::vector<Chunk> chunks;
  if (count == 0) return chunks;
  chunks.reserve(parts);
  first = append(chunks, first, count % parts, count / parts + 1);
  append(chunks, first, parts - count % parts, count / parts);
  return chunks;
}
