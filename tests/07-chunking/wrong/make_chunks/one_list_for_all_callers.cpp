// Wrong: keeps the list in a static variable, to save the allocation. Two threads that cut at once
// share it.
// Rejected by: race-free (undefined behaviour), correct (undefined behaviour)
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
  static std::vector<Chunk> chunks;
  chunks.clear();
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
  for (parts = std::min(parts, last - first); parts > 0; --parts) {
    const std::size_t left = last - first;
    const std::size_t taken = left / parts + (left % parts == 0 ? 0 : 1);
    chunks.push_back({first, first + taken});
    first += taken;
  }
  return chunks;
}
