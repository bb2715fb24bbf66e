#include "map_chunks.hpp"

std::string map_chunks([[maybe_unused]] std::span<const int> items,
                       [[maybe_unused]] std::size_t chunk_size,
                       [[maybe_unused]] std::size_t workers, const ChunkedWork& work) {
  // TODO: start the workers, let each take one chunk after another, and combine what they found.
  // In which order do they end, and in which order must their results be combined?
  return work.identity;
}
