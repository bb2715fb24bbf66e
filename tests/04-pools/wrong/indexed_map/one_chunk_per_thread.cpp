// Wrong: deals the items out in advance: a slow item holds up all that come after it in its chunk,
// while other threads have nothing to do.
// Rejected by: concurrent (deadlock, serial)
#include "indexed_map.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  const auto threads_wanted = static_cast<std::size_t>(n);
  const std::size_t chunk = (items.size() + threads_wanted - 1) / threads_wanted;
  {
    std::vector<std::jthread> threads;
    for (std::size_t begin = 0; begin < items.size(); begin += chunk) {
      threads.emplace_back([&, begin] {
        for (std::size_t i = begin; i < std::min(begin + chunk, items.size()); ++i) {
          try {
            outcomes[i] = f(items[i]);
          } catch (...) {
            outcomes[i] = std::current_exception();
          }
        }
      });
    }
  }
  return outcomes;
}
