// Wrong: starts n threads, joins them, starts the next n: each wave waits for its slowest item.
// Rejected by: concurrent (deadlock)
#include "indexed_map.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  const auto wave = static_cast<std::size_t>(n);
  for (std::size_t begin = 0; begin < items.size(); begin += wave) {
    std::vector<std::jthread> threads;
    for (std::size_t i = begin; i < std::min(begin + wave, items.size()); ++i) {
      threads.emplace_back([&, i] {
        try {
          outcomes[i] = f(items[i]);
        } catch (...) {
          outcomes[i] = std::current_exception();
        }
      });
    }
  }
  return outcomes;
}
