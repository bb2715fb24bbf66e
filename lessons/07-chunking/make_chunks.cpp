#include "make_chunks.hpp"

std::vector<Chunk> make_chunks(std::size_t first, std::size_t last,
                               [[maybe_unused]] std::size_t size) {
  // TODO: cut the range. What happens to the last indices? And near the largest std::size_t?
  return {{first, last}};
}

std::vector<Chunk> share_out(std::size_t first, std::size_t last,
                             [[maybe_unused]] std::size_t parts) {
  // TODO: as many chunks as parts, of sizes that differ by one at most.
  return {{first, last}};
}
