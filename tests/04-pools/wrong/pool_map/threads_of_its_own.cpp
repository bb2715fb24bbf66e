// Wrong: leaves the pool alone and starts a thread for each item.
// Rejected by: correct (wrong result), race-free (wrong result), concurrent (too many at once)
#include "pool_map.hpp"

#include <future>

std::vector<Outcome> pool_map([[maybe_unused]] boost::asio::thread_pool& pool,
                              const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<std::future<int>> results;
  for (const int item : items) results.push_back(std::async(std::launch::async, f, item));
  std::vector<Outcome> outcomes;
  for (std::future<int>& result : results) {
    try {
      outcomes.emplace_back(result.get());
    } catch (...) {
      outcomes.emplace_back(std::current_exception());
    }
  }
  return outcomes;
}
