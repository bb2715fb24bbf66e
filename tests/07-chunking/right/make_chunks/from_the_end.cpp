// Right: cuts from the end of the range, and turns the list round.
#include "make_chunks.hpp"

#include <algorithm>
#include <stdexcept>

std::vector<Chunk> make_chunks(std::size_t first, std::size_t last, std::size_t size) {
  if (first > last || size == 0) throw std::invalid_argument("make_chunks");
  std::vector<Chunk> chunks;
  while (last != first) {
    const std::size_t odd = (last - first) % size;
    const std::size_t taken = odd == 0 ? size : odd;
    chunks.push_back({last - taken, last});
    last -= taken;
  }
  std::reverse(chunks.begin(), chunks.end());
  return chunks;
}

std::vector<Chunk> share_out(std::size_t first, std::size_t last, std::size_t parts) {
  if (first > last || parts == 0) throw std::invalid_argument("share_out");
  std::vector<Chunk> chunks;
  for (std::size_t left = std::min(parts, last - first); left > 0; --left) {
    const std::size_t taken = (last - first) / left;
    chunks.push_back({last - taken, last});
    last -= taken;
  }
  std::reverse(chunks.begin(), chunks.end());
  return chunks;
}
