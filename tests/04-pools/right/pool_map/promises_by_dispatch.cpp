// Right: boost::asio::dispatch runs a task at once where it is called by a thread of the pool, so
// nobody there has to wait. Values come back in promises.
#include "pool_map.hpp"

#include <boost/asio/dispatch.hpp>
#include <future>
#include <memory>

std::vector<Outcome> pool_map(boost::asio::thread_pool& pool, const std::vector<int>& items,
                              const std::function<int(int item)>& f) {
  std::vector<std::future<Outcome>> results;
  for (const int item : items) {
    const auto promise = std::make_shared<std::promise<Outcome>>();
    results.push_back(promise->get_future());
    boost::asio::dispatch(pool, [&f, item, promise] {
      try {
        promise->set_value(f(item));
      } catch (...) {
        promise->set_value(std::current_exception());
      }
    });
  }
  std::vector<Outcome> outcomes;
  for (std::future<Outcome>& result : results) outcomes.push_back(result.get());
  return outcomes;
}
