// Wrong: catches what derives from std::exception. Anything else leaves the task and ends the
// program.
// Rejected by: correct (crash, wrong result), race-free (crash, wrong result)
#include "pool_map.hpp"

#include <boost/asio/post.hpp>
#include <cstddef>
#include <latch>
#include <memory>

namespace {

Outcome outcome_of(const std::function<int(int item)>& f, int item) {
  try {
    return f(item);
  } catch (const std::exception&) {
    return std::current_exception();
  }
}

}  // namespace

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  const auto left = std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(items.size()));
  const bool inside = pool.get_executor().running_in_this_thread();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto task = [&items, &f, &outcomes, left, i] {
      outcomes[i] = outcome_of(f, items[i]);
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
