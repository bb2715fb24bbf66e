// Right: counts the chunks first, and computes each from its number.
#include "make_chunks.hpp"

#include <algorithm>
#include <stdexcept>

std::vector<Chunk> make_chunks(std::size_t first, std::size_t last, std::size_t size) {
  if (first > last || size == 0) throw std::invalid_argument("make_chunks");
  const std::size_t count = (last - first) / size + ((last - first) % size != 0 ? 1 : 0);
  std::vector<Chunk> chunks(count);
  for (std::size_t i = 0; i < count; ++i) {
    chunks[i].first = first + i * size;
    chunks[i].last = i + 1 == count ? last : chunks[i].first + size;
  }
  return chunks;
}

std::vector<Chunk> share_out(std::size_t first, std::size_t last, std::size_t parts) {
  if (first > last || parts == 0) throw std::invalid_argument("share_out");
  std::vector<Chunk> chunks;
  const std::size_t count = last - first;
  const std::size_t used = std::min(parts, count);
  for (std::size_t i = 0; i < used; ++i) {
    const std::size_t size = count / used + (i < count % used ? 1 : 0);
    chunks.push_back({first, first + size});
    first += size;
  }
  return chunks;
}
