// Wrong: an item that throws gives its permit back twice, in the handler and after it.
// Rejected by: concurrent (too many at once)
#include "indexed_map.hpp"

#include <cstddef>
#include <semaphore>
#include <stdexcept>
#include <thread>

std::vector<Outcome> indexed_map(int n, const std::vector<int>& items,
                                 const std::function<int(int item)>& f) {
  if (n < 1) throw std::invalid_argument("indexed_map: n is less than 1");
  std::vector<Outcome> outcomes(items.size());
  std::counting_semaphore<> permits(n);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < items.size(); ++i) {
      threads.emplace_back([&, i] {
        permits.acquire();
        try {
          outcomes[i] = f(items[i]);
        } catch (...) {
          permits.release();  // also when it throws
          outcomes[i] = std::current_exception();
        }
        permits.release();
      });
    }
  }
  return outcomes;
}
