// Wrong: a thread for every item, however many may be under way.
// Rejected by: concurrent (too many at once)
#include "indexed_map.hpp"

#include <cstddef>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < items.size(); ++i) {
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
