// Wrong: counts the chunks in double, which has 53 bits: of a very long range, a last short chunk
// is rounded away, and the one before it is too long.
// Rejected by: correct (wrong result), race-free (wrong result)
#include "make_chunks.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace {

void require(bool holds, const char* otherwise) {
  if (!holds) throw std::invalid_argument(otherwise);
}

}  // namespace

std::vector<Chunk> make_chunks(std::size_t first, std::size_t last, std::size_t size) {
  require(first <= last, "make_chunks: the range ends before it begins");
  require(size > 0, "make_chunks: a chunk of size 0 would never end");
  const auto count = static_cast<std::size_t>(
      std::ceil(static_cast<double>(last - first) / static_cast<double>(size)));
  std::vector<Chunk> chunks(count);
  for (std::size_t i = 0; i < count; ++i) {
    chunks[i].first = first + i * size;
    chunks[i].last = i + 1 == count ? last : chunks[i].first + size;
  }
  return chunks;
}

std::vector<Chunk> share_out(std::size_t first, std::size_t last, std::size_t parts) {
  require(first <= last, "share_out: the range ends before it begins");
  require(parts > 0, "share_out: no parts");
  std::vector<Chunk> chunks;
  // Each part takes its share of what is left, rounded up. No product that could overflow.
  for (parts = std::min(parts, last - first); parts > 0; --parts) {
    const std::size_t left = last - first;
    const std::size_t taken = left / parts + (left % parts == 0 ? 0 : 1);
    chunks.push_back({first, first + taken});
    first += taken;
  }
  return chunks;
}
