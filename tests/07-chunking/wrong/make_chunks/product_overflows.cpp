// Wrong: computes the edges as index times part, divided by parts: for a long range the product is
// too large for its type.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "make_chunks.hpp"

#include <algorithm>
#include <stdexcept>

namespace {

void require(bool holds, const char* otherwise) {
  if (!holds) throw std::invalid_argument(otherwise);
}

}  // namespace

std::vector<Chunk> make_chunks(std::size_t first, std::size_t last, std::size_t size) {
  require(first <= last, "make_chunks: the range ends before it begins");
  require(size > 0, "make_chunks: a chunk of size 0 would never end");
  std::vector<Chunk> chunks;
  while (first < last) {
    const std::size_t taken = std::min(size, last - first);
    chunks.push_back({first, first + taken});
    first += taken;
  }
  return chunks;
}

std::vector<Chunk> share_out(std::size_t first, std::size_t last, std::size_t parts) {
  require(first <= last, "share_out: the range ends before it begins");
  require(parts > 0, "share_out: no parts");
  std::vector<Chunk> chunks;
  const std::size_t count = last - first;
  parts = std::min(parts, count);
  const auto edge = [&](std::size_t part) {
    return first + (part * count + parts - 1) / parts;  // rounded up: the larger ones come first
  };
  for (std::size_t part = 0; part < parts; ++part) chunks.push_back({edge(part), edge(part + 1)});
  return chunks;
}
