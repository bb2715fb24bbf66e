// Wrong: tasks append to one vector, two of them perhaps at once.
// Rejected by: correct (wrong result, memory error, crash, hang), race-free (data race, wrong
// result), concurrent (data race, wrong result)
#include "pool_map.hpp"

#include <boost/asio/post.hpp>
#include <cstddef>
#include <latch>
#include <memory>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(items.size());
  const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(items.size()));
  const bool inside = pool.get_executor().running_in_this_thread();
  for (const int item : items) {
    const auto task = [&f, &outcomes, item, left] {
      try {
        outcomes.emplace_back(f(item));
      } catch (...) {
        outcomes.emplace_back(std::current_exception());
      }
      left->count_down();
    };
    if (inside) {
      task();
    } else {
      boost::asio::post(pool, task);
    }
  }
  left->wait();
  return outcomes;
}
