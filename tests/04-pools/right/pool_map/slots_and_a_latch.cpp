// Right: a slot for each item and a latch that all tasks count down.
#include "pool_map.hpp"

#include <boost/asio/post.hpp>
#include <cstddef>
#include <latch>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  std::latch left(static_cast<std::ptrdiff_t>(items.size()));
  const bool inside = pool.get_executor().running_in_this_thread();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto task = [&items, &f, &outcomes, &left, i] {
      try {
        outcomes[i] = f(items[i]);
      } catch (...) {
        outcomes[i] = std::current_exception();
      }
      left.count_down();
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  left.wait();
  return outcomes;
}
