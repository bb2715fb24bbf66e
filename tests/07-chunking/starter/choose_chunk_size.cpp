#include "choose_chunk_size.hpp"

std::size_t choose_chunk_size([[maybe_unused]] const Workload& load) {
  // TODO: what does a chunk more cost? What does a larger last chunk cost? Which size is cheapest?
  return 0;
}
