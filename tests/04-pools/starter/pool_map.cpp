#include "pool_map.hpp"

std::vector<Outcome> pool_map([[maybe_unused]] boost::asio::thread_pool& pool,
                              const std::vector<int>& items,
                              [[maybe_unused]] const std::function<int(int item)>& f) {
  std::vector<Outcome> outcomes(items.size());
  // TODO: hand the pool a task for each item, keep what f returns or throws, wait for all of them.
  return outcomes;
}
