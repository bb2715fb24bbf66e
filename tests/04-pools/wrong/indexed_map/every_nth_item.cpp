// Wrong: thread k does items k, k + n, k + 2n: they wait for each other though other threads have
// nothing to do.
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
  const auto step = static_cast<std::size_t>(n);
  {
    std::vector<std::jthread> threads;
    for (std::size_t begin = 0; begin < std::min(step, items.size()); ++begin) {
      threads.emplace_back([&, begin] {
        for (std::size_t i = begin; i < items.size(); i += step) {
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
